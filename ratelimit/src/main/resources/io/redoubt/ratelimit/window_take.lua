-- Fixed and calendar windows, as the number of units admitted in the window of the last admission. Follows counts.lua.
-- Stored: us of the last admission   units   0. What was admitted counts while the last admission is in the window that
-- now is in: so that another process with another window, or a window that changes, counts it, too.
-- ARGV  of fixed: window in us
--       of calendar: where a window begins, where it ends, and where the next one ends, in us. If the clock is in
--       neither, the caller has to send others; if the last admission is later than both, since the clock has stepped
--       back, it counts in the window that the clock is in, and ends with it
-- O(1)
elseif algorithm == 'fixed' or algorithm == 'calendar' then
  local last, begun, count = stored(key, 28)
  if last and last > now then now = last end
  local starts, ends = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if algorithm == 'fixed' then
    local window = starts
    starts = now - now % window
    ends = starts + window
    at = at + 1
  else
    local third = tonumber(ARGV[at + 2])
    if clock < starts or clock >= third then wait = -2 end
    if (now < third and now or clock) >= ends then starts, ends = ends, third end
    at = at + 3
  end
  if wait == -2 then
    refund_time = clock
  else
    if not last or last < starts then count = 0 else generation = begun end
    local after = count + cost
    if count < limit then available = limit - count end
    if after > limit then
      longest, wait = ends - starts, cost > limit and -1 or ends - clock
      if count > 0 then reset = ends - clock end
      if drawn and last and last >= ends and clock == server_micros then
        -- The clock has stepped back by more than a window: else the count would go on in the windows up to the last.
        redis.call('PEXPIREAT', key, string.format('%.0f', math.ceil((server_micros + ends - clock) / 1000)))
      end
    else
      reset, lasts, grows = ends - clock, ends - clock, not generation
      if drawn then value = struct.pack('>dddI4', now, after, 0, generation or drawn) end
    end
  end
