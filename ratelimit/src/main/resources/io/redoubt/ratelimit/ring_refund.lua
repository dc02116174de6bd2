-- Sliding window: removes as many entries of that tick, from that ring, and no others. Follows ring.lua, ring_bytes.lua
-- and rewrite.lua.
-- ARGV  window in ticks
-- O(log limit + entries that were added since)
local function sliding_window(key, at, tick, drawn, cost, width)
  local window = tonumber(ARGV[at])
  open(key, math.floor(clock / width))
  if generation ~= drawn or now - tick >= window then return at + 1, 0 end
  -- Equal ticks stand together, and it does not matter whose are removed.
  local stop = count_aged(now - tick)
  if stop < cost or age(stop - cost) ~= now - tick then return at + 1, 0 end
  if size == cost then
    redis.call('DEL', key)
    return at + 1, cost
  end
  local left = keep(key, window * width)
  local later = size - stop
  if later > 0 then
    write(next - later - cost, read(next - later, later))
  end
  redis.call('SETRANGE', key, 0, struct.pack('>I4I4I4I4I4I4', math.floor(last / WRAP), last % WRAP, (next - cost) % capacity,
      size - cost, capacity, generation))
  -- If the first PEXPIRE came too late and removed the ring, what SETRANGE made anew must end, too.
  redis.call('PEXPIRE', key, left)
  return at + 1, cost
end

algorithms.us = function(key, at, tick, drawn, cost) return sliding_window(key, at, tick, drawn, cost, 1) end
algorithms.ms = function(key, at, tick, drawn, cost) return sliding_window(key, at, tick, drawn, cost, 1000) end
