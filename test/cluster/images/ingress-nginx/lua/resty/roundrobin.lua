-- Smooth weighted round robin over `nodes` (address -> weight), as ingress-nginx's balancer calls it.
local _M = {}
local mt = { __index = _M }

local function spread(nodes)
  local peers = {}
  for address, weight in pairs(nodes) do
    peers[#peers + 1] = { address = address, weight = tonumber(weight) or 1, current = 0 }
  end
  table.sort(peers, function(a, b) return a.address < b.address end)
  return peers
end

function _M.new(_, nodes)
  local self = setmetatable({}, mt)
  self:reinit(nodes)
  return self
end

function _M.reinit(self, nodes)
  self.nodes = {}
  for address, weight in pairs(nodes) do
    self.nodes[address] = weight
  end
  self.peers = spread(nodes)
end

function _M.find(self)
  local total, best = 0, nil
  for _, peer in ipairs(self.peers) do
    peer.current = peer.current + peer.weight
    total = total + peer.weight
    if not best or peer.current > best.current then
      best = peer
    end
  end
  if not best then
    return nil
  end
  best.current = best.current - total
  return best.address
end

return _M
