-- Decides on the limits of one subject, and takes the costs of all of them, or of none. Follows ring.lua.
-- KEYS  the rings, one for each limit, all in one slot
-- ARGV  1 'take', or 'look' to write nothing   2 the generation of rings that are made now, 0 to 2^32 - 1
--       then for each ring: limit   window in ticks   cost   width of a tick in us, 1 or 1000
--       optional, at the end: now in us, for tests
-- Reply for each ring 4 integers: entries that counted before   ticks to wait, 0 if the cost fits, -1 if it never will
--       the tick of the decision   the generation of the ring; it was taken if no ring has to wait
-- Time to live: to the end of the window of what is taken. What is rejected writes nothing.
-- O(log limit + cost) a ring; where the ring grows, which doubles it up to the limit, O(limit)
local clock = tonumber(ARGV[3 + #KEYS * 4]) or server_micros
local take = ARGV[1] == 'take'
local rings, reply = {}, {}
for i, key in ipairs(KEYS) do
  local at = i * 4 - 1
  local limit, window, cost, width = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local ring = open(key, math.floor(clock / width))
  ring.limit, ring.window, ring.cost, ring.width = limit, window, cost, width
  ring.expired = count_expired(ring, window)
  local live = ring.size - ring.expired
  local wait = 0
  if cost > limit then
    wait = -1
  elseif live + cost > limit then
    -- When the last of those that stand in the way has gone; the clock may have to catch up first.
    wait = window - age(ring, ring.expired + live + cost - limit - 1) + ring.behind
  end
  take = take and wait == 0
  ring.generation = ring.generation or tonumber(ARGV[2])
  rings[i] = ring
  reply[at - 2], reply[at - 1], reply[at], reply[at + 1] = live, wait, ring.now, ring.generation
end
if not take then return reply end

for _, ring in ipairs(rings) do
  local live = ring.size - ring.expired
  local size = live + ring.cost
  local entries = string.rep(struct.pack('>I4', ring.now % WRAP), ring.cost)
  local expires = expiry(ring.window * ring.width)
  if size > ring.capacity then
    -- SET, since a string that grows by SETRANGE is given more memory than it needs.
    local capacity = math.min(ring.limit, math.max(8, 2 * ring.capacity, size))
    local kept = live > 0 and read(ring, ring.next - live, live) or ''
    redis.call('SET', ring.key, header(ring.now, size % capacity, size, capacity, ring.generation) .. kept .. entries
        .. string.rep('\0', (capacity - size) * 4), 'PXAT', expires)
  else
    write(ring, ring.next, entries)
    redis.call('SETRANGE', ring.key, 0,
        header(ring.now, (ring.next + ring.cost) % ring.capacity, size, ring.capacity, ring.generation))
    redis.call('PEXPIREAT', ring.key, expires)
  end
end
return reply
