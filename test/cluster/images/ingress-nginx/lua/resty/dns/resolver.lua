-- Loaded by the controller's Lua code; Services of type ExternalName would use it, which this image cannot serve.
return {
  TYPE_A = 1,
  TYPE_AAAA = 28,
  new = function() return nil, "resty.dns.resolver is not part of this image" end,
}
