-- Fixed and calendar windows: gives back units of the window of the last admission. Follows counts.lua and rewrite.lua.
-- ARGV  none
algorithms.fixed = function(key, at, _, drawn, cost)
  local last, generation, count = stored(key, 28)
  if not last or generation ~= drawn then return at, 0 end
  local given = math.min(cost, count)
  rewrite(key, count > given and struct.pack('>dddI4', last, count - given, 0, generation))
  return at, given
end
algorithms.calendar = algorithms.fixed
