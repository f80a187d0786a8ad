-- Consistent hashing over `nodes` (id -> weight): a ring with 160 points a weight, searched by bisection.
local _M = {}
local mt = { __index = _M }

local POINTS = 160

local function ring(nodes)
  local points = {}
  for id, weight in pairs(nodes) do
    for i = 1, POINTS * (tonumber(weight) or 1) do
      points[#points + 1] = { hash = ngx.crc32_long(id .. "#" .. i), id = id }
    end
  end
  table.sort(points, function(a, b)
    if a.hash == b.hash then
      return a.id < b.id
    end
    return a.hash < b.hash
  end)
  return points
end

function _M.new(_, nodes)
  local self = setmetatable({}, mt)
  self:reinit(nodes)
  return self
end

function _M.reinit(self, nodes)
  self.nodes = {}
  for id, weight in pairs(nodes) do
    self.nodes[id] = weight
  end
  self.points = ring(nodes)
end

function _M.find(self, key)
  local points = self.points
  if #points == 0 then
    return nil
  end
  local hash = ngx.crc32_long(tostring(key))
  local low, high = 1, #points
  while low < high do
    local middle = math.floor((low + high) / 2)
    if points[middle].hash < hash then
      low = middle + 1
    else
      high = middle
    end
  end
  local point = points[low]
  if point.hash < hash then
    point = points[1]
  end
  return point.id, low
end

return _M
