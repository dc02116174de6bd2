-- Sliding window, algorithm 'us' or 'ms': the width of a tick. See ring.lua for the ring.
-- ARGV  window in ticks
-- O(log limit + cost); where the ring grows, which doubles it up to the limit, O(limit)
elseif algorithm == 'us' or algorithm == 'ms' then
  local window = tonumber(ARGV[at])
  at = at + 1
  if algorithm == 'ms' then
    width = 1000
    now = math.floor(clock / 1000)
  end
  local ticks = now
  -- All of most rings is read by this.
  local start = redis.call('GETRANGE', key, 0, 279)
  local read, next, size, capacity, expired = #start, 0, 0, 0, 0
  local function age(entry)
    local place = 24 + ((next - size + entry) % capacity) * 4
    if place + 4 <= read then return (now - struct.unpack('>I4', start, place + 1)) % 4294967296 end
    return (now - struct.unpack('>I4', redis.call('GETRANGE', key, place, place + 3))) % 4294967296
  end
  if read >= 24 then
    local high, low
    high, low, next, size, capacity, generation = struct.unpack('>I4I4I4I4I4I4', start)
    local bytes = 24 + capacity * 4
    if next >= capacity or size > capacity or high >= 2097152
        or read ~= bytes and (read < 280 or bytes < 280 or redis.call('STRLEN', key) ~= bytes) then
      -- This is no ring, and counts as none.
      next, size, capacity, generation = 0, 0, 0, nil
    else
      local last = high * 4294967296 + low
      if last > now then now = last end
      if now - last >= window then
        expired = size
      elseif size > 0 and age(0) >= window then
        -- How many of the oldest entries have expired: steps that double, then halving.
        local step = 1
        while expired + step < size and age(expired + step) >= window do
          expired = expired + step
          step = step * 2
        end
        local unexpired = math.min(expired + step, size)
        while unexpired - expired > 1 do
          local middle = math.floor((expired + unexpired) / 2)
          if age(middle) >= window then expired = middle else unexpired = middle end
        end
        expired = unexpired
      end
    end
  end
  local live, behind = size - expired, now - ticks
  local total = live + cost
  if live < limit then available = limit - live end
  if total > limit then
    if live > 0 then reset = window - age(size - 1) + behind end
    longest, wait = window, -1
    if cost <= limit then
      -- When the last of those that stand in the way has gone; the clock may have to catch up first. At least a tick:
      -- ticks that another program wrote may be in no order.
      wait = math.max(1, window - age(expired + total - limit - 1) + behind)
      reset = math.max(wait, reset)
    end
  else
    reset, lasts, grows = window + behind, window * width, total > capacity
    if drawn then
      local entries = struct.pack('>I4', now % 4294967296)
      if cost > 1 then entries = string.rep(entries, cost) end
      local high, low = math.floor(now / 4294967296), now % 4294967296
      if grows then
        local grown = math.min(limit, math.max(8, 2 * capacity, total))
        local kept, from = '', (next - live) % math.max(1, capacity)
        if live > 0 then
          local first = math.min(live, capacity - from)
          kept = redis.call('GETRANGE', key, 24 + from * 4, 23 + (from + first) * 4)
          if live > first then kept = kept .. redis.call('GETRANGE', key, 24, 23 + (live - first) * 4) end
        end
        value = struct.pack('>I4I4I4I4I4I4', high, low, total % grown, total, grown, generation or drawn) .. kept .. entries
            .. string.rep('\0', (grown - total) * 4)
      else
        local header = struct.pack('>I4I4I4I4I4I4', high, low, (next + cost) % capacity, total, capacity, generation)
        local from, first = 24 + next * 4, math.min(cost, capacity - next) * 4
        if read == 24 + capacity * 4 and first == cost * 4 then
          value = header .. string.sub(start, 25, from) .. entries .. string.sub(start, from + first + 1)
        else
          value = function(ends)
            redis.call('PEXPIREAT', key, ends)
            redis.call('SETRANGE', key, from, string.sub(entries, 1, first))
            if first < cost * 4 then redis.call('SETRANGE', key, 24, string.sub(entries, first + 1)) end
            redis.call('SETRANGE', key, 0, header)
            -- If the window has ended meanwhile, the first PEXPIREAT removes the ring, and this what SETRANGE made
            -- anew.
            redis.call('PEXPIREAT', key, ends)
          end
        end
      end
    end
  end
