-- Sliding-window counter: gives back units of the window in which they were admitted. Follows counts.lua and
-- rewrite.lua. ARGV  none
algorithms.counter = function(key, at, time_of_admission, drawn, cost)
  local last, generation, window, current, previous = stored(key, 36)
  if not last or window == 0 or generation ~= drawn then return at, 0 end
  local starts, given = last - last % window, 0
  if time_of_admission >= starts then
    given = math.min(cost, current)
    current = current - given
  elseif time_of_admission >= starts - window then
    given = math.min(cost, previous)
    previous = previous - given
  end
  if given > 0 then
    rewrite(key, current + previous > 0 and struct.pack('>ddddI4', last, window, current, previous, generation))
  end
  return at, given
end
