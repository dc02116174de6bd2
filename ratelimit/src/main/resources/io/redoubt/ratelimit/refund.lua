-- Gives back what one run of take.lua took: as many entries of that tick, from that ring, and no others. Follows
-- ring.lua.
-- KEYS  the rings, all in one slot
-- ARGV  for each ring: the tick and the generation that take.lua replied   window in ticks   cost   width of a tick in
-- us
--       optional, at the end: now in us, for tests
-- Reply for each ring how many entries were removed: the cost, or 0 if it has expired or been reset since
-- Time to live: stays; a ring without entries is removed. Works without memory: the server refuses no SETRANGE in a
-- script that has written before.
-- O(log limit + entries that were added since)
local clock = tonumber(ARGV[1 + #KEYS * 5]) or server_micros
local reply = {}
for i, key in ipairs(KEYS) do
  local at = i * 5 - 4
  local tick, generation, window, cost = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local width = tonumber(ARGV[at + 4])
  local ring = open(key, math.floor(clock / width))
  local removed = 0
  if ring.generation == generation and ring.now - tick < window then
    -- Equal ticks stand together, and it does not matter whose are removed.
    local stop = count_aged(ring, ring.now - tick)
    if stop >= cost and age(ring, stop - cost) == ring.now - tick then
      removed = cost
      local size = ring.size - cost
      if size == 0 then
        redis.call('DEL', key)
      else
        local left = redis.call('PTTL', key)
        left = left < 0 and math.ceil(window * width / 1000) or math.max(left, 1)
        redis.call('PEXPIRE', key, left)
        local later = ring.size - stop
        if later > 0 then
          write(ring, ring.next - later - cost, read(ring, ring.next - later, later))
        end
        redis.call('SETRANGE', key, 0,
            header(ring.last, (ring.next - cost) % ring.capacity, size, ring.capacity, ring.generation))
        -- If the first PEXPIRE came too late and removed the ring, what SETRANGE made anew must end, too.
        redis.call('PEXPIRE', key, left)
      end
    end
  end
  reply[i] = removed
end
return reply
