-- Token bucket: gives back the tokens that the refill has not replaced. Follows counts.lua and rewrite.lua.
-- The refill since the admission would have found a full bucket without this cost, at worst, and is not given back:
-- too little rather than too much, since other refunds may have emptied the debt that was there before it.
-- ARGV  parts in a token   parts that the refill adds in a tick   width of a tick in us
algorithms.bucket = function(key, at, time_of_admission, drawn, cost)
  local parts, refill, width = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local last, generation, debt, unit = stored(key, 28)
  if not last or unit == 0 or generation ~= drawn then return at + 3, 0 end
  local given = cost * parts - math.max(0, math.floor((math.max(clock, last) - time_of_admission) / width)) * refill
  if given <= 0 then return at + 3, 0 end
  if unit ~= parts then
    local tokens = math.floor(given / parts)
    given = tokens * unit + math.floor((given - tokens * parts) * unit / parts)
  end
  rewrite(key, debt > given and struct.pack('>dddI4', last, debt - given, unit, generation))
  return at + 3, math.floor(given / unit)
end
