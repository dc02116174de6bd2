-- Sliding-window counter: the units admitted in the aligned window of the last admission and in the one before, of
-- which a part counts as if they had been admitted at an even rate. Follows counts.lua and counter.lua.
-- Stored: us of the last admission   window in us   units in its window   units in the one before
-- If the window changes, what counts at that moment counts as admitted at the time of the last admission.
-- ARGV  window in us
-- O(1)
-- Source: "How we built rate limiting capable of scaling to millions of domains", Cloudflare, 2017.
elseif algorithm == 'counter' then
  local window = tonumber(ARGV[at])
  at = at + 1
  local last, begun, measured, current, previous = stored(key, 36)
  if not last or measured == 0 then last, measured, current, previous = 0, window, 0, 0 end
  if last > now then now = last end
  local passed, behind = now % window, now - clock
  if measured ~= window then
    local since = now % measured
    current, previous = rolled(now - since, last - last % measured, measured, current, previous)
    current, previous = current + weight(previous, since, measured), 0
  end
  current, previous = rolled(now - passed, last - last % window, window, current, previous)
  -- Refunds find units by the window in which they were counted, so that none is given back if it has changed.
  if current + previous > 0 and measured == window then generation = begun end
  local used = current
  if previous > 0 then used = current + weight(previous, passed, window) end
  if used < limit then available = limit - used end
  if used + cost > limit then
    longest, wait = 2 * window, -1
    if cost <= limit then
      if current + cost <= limit then
        wait = passed_for(previous, limit - cost - current, window) - passed + behind
      else
        wait = window - passed + passed_for(current, limit - cost, window) + behind
      end
    end
    if current > 0 then reset = 2 * window - passed + behind elseif previous > 0 then reset = window - passed + behind end
  else
    lasts, grows = 2 * window - passed + behind, current + previous == 0
    reset = lasts
    if drawn then value = struct.pack('>ddddI4', now, window, current + cost, previous, generation or drawn) end
  end
