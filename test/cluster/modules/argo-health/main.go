// Command argo-health runs a health script of Argo CD on an object, with the Lua that Argo CD has and the libraries that it
// opens to scripts: package, base and table. It reads {"script", "object"} from standard input and prints what the script
// returns, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	lua "github.com/yuin/gopher-lua"
)

type input struct {
	Script string `json:"script"`
	Object any    `json:"object"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	var given input
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		return err
	}
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{
		lua.LoadLibName: lua.OpenPackage, lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable,
	} {
		if err := state.CallByParam(lua.P{Fn: state.NewFunction(open), Protect: true}, lua.LString(name)); err != nil {
			return err
		}
	}
	state.SetGlobal("obj", value(state, given.Object))
	if err := state.DoString(given.Script); err != nil {
		return err
	}
	health, isTable := state.Get(-1).(*lua.LTable)
	if !isTable {
		return fmt.Errorf("the script returned no table")
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]string{
		"status":  health.RawGetString("status").String(),
		"message": health.RawGetString("message").String(),
	})
}

func value(state *lua.LState, from any) lua.LValue {
	switch from := from.(type) {
	case bool:
		return lua.LBool(from)
	case float64:
		return lua.LNumber(from)
	case string:
		return lua.LString(from)
	case []any:
		table := state.NewTable()
		for _, entry := range from {
			table.Append(value(state, entry))
		}
		return table
	case map[string]any:
		table := state.NewTable()
		for key, entry := range from {
			table.RawSetString(key, value(state, entry))
		}
		return table
	default:
		return lua.LNil
	}
}
