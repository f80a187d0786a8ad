-- Reads the request's cookies and adds Set-Cookie headers, for session affinity.
local _M = {}
local mt = { __index = _M }

function _M.new(_)
  return setmetatable({}, mt)
end

function _M.get_all(self)
  if not self.cookies then
    self.cookies = {}
    for name, value in string.gmatch(ngx.var.http_cookie or "", "([^=;%s]+)=([^;]*)") do
      self.cookies[name] = self.cookies[name] or value
    end
  end
  return self.cookies
end

function _M.get(self, name)
  local value = self:get_all()[name]
  if not value then
    return nil, "no cookie found in the current request"
  end
  return value
end

function _M.set(_, cookie)
  if not cookie.key or not cookie.value then
    return nil, 'missing field "key" or "value"'
  end
  local parts = { cookie.key .. "=" .. cookie.value }
  local function add(name, value)
    if value then
      parts[#parts + 1] = value == true and name or (name .. "=" .. value)
    end
  end
  add("Expires", cookie.expires)
  add("Max-Age", cookie.max_age)
  add("Domain", cookie.domain)
  add("Path", cookie.path)
  add("Secure", cookie.secure or nil)
  add("HttpOnly", cookie.httponly or nil)
  add("SameSite", cookie.samesite)
  local before = ngx.header["Set-Cookie"]
  local all = type(before) == "table" and before or { before }
  all[#all + 1] = table.concat(parts, "; ")
  ngx.header["Set-Cookie"] = all
  return true
end

return _M
