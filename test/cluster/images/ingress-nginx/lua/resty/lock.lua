-- A lock in a shared dictionary that never waits: its one user asks with a timeout of 0.
local _M = {}
local mt = { __index = _M }

function _M.new(_, dictionary, options)
  local shared = ngx.shared[dictionary]
  if not shared then
    return nil, "dictionary not found"
  end
  return setmetatable({ shared = shared, exptime = options and options.exptime or 30 }, mt)
end

function _M.lock(self, key)
  local ok, err = self.shared:add(key, true, self.exptime)
  if ok then
    self.key = key
    return 0
  end
  return nil, err == "exists" and "timeout" or err
end

function _M.unlock(self)
  if not self.key then
    return nil, "unlocked"
  end
  self.shared:delete(self.key)
  self.key = nil
  return 1
end

return _M
