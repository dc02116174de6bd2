-- Decides on the limits of one subject, and takes the costs of all of them, or of none. Follows ring.lua.
-- KEYS  the rings, one for each limit, all in one slot
-- ARGV  1 'take', or 'look' to write nothing   2 the generation of rings that are made now, 0 to 2^32 - 1
--       then for each ring: limit   window in ticks   cost   width of a tick in us, 1 or 1000
--       optional, at the end: now in us, for tests
-- Reply for each ring 4 integers: entries that counted before   ticks to wait, 0 if the cost fits, -1 if it never will
--       the tick of the decision   the generation of the ring; it was taken if no ring has to wait
-- Time to live: to the end of the window of what is taken. What is rejected writes nothing, but for a ring that another
-- program gave more time, or none: it ends after a window.
-- Without memory it works for rings that do not grow; if one of them has to, nothing is taken from any.
-- O(log limit + cost) a ring; where the ring grows, which doubles it up to the limit, O(limit)
local clock = tonumber(ARGV[3 + #KEYS * 4]) or server_micros
local take = ARGV[1] == 'take'
local rings, reply = {}, {}

-- How long a cost waits for a ring at most. A ring that another program made permanent, or gave more time than any
-- window has, ends after a window.
local function longest_wait(ring)
  local left = redis.call('PTTL', ring.key)
  if left < 0 or left > LONGEST_WINDOW * ring.width / 1000 then
    if ARGV[1] == 'take' then redis.call('PEXPIREAT', ring.key, expiry(ring.window * ring.width)) end
    return ring.window
  end
  -- By the clock of the server, a ring is behind by no more than a window. A test may hand in any time.
  return clock == server_micros and 2 * LONGEST_WINDOW or math.huge
end

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
    -- When the last of those that stand in the way has gone; the clock may have to catch up first. At least a tick:
    -- ticks that another program wrote may be in no order.
    wait = window - age(ring, ring.expired + live + cost - limit - 1) + ring.behind
    wait = math.max(1, math.min(wait, longest_wait(ring)))
  end
  take = take and wait == 0
  ring.generation = ring.generation or tonumber(ARGV[2])
  rings[i] = ring
  reply[at - 2], reply[at - 1], reply[at], reply[at + 1] = live, wait, ring.now, ring.generation
end
if not take then return reply end

local function entries(ring)
  return string.rep(struct.pack('>I4', ring.now % WRAP), ring.cost)
end

-- First the rings that grow: a server without memory refuses the first SET, and nothing is taken then.
for _, ring in ipairs(rings) do
  local live = ring.size - ring.expired
  ring.total = live + ring.cost
  ring.grows = ring.total > ring.capacity
  if ring.grows then
    -- SET, since a string that grows by SETRANGE is given more memory than it needs.
    local capacity = math.min(ring.limit, math.max(8, 2 * ring.capacity, ring.total))
    local kept = live > 0 and read(ring, ring.next - live, live) or ''
    redis.call('SET', ring.key, header(ring.now, ring.total % capacity, ring.total, capacity, ring.generation) .. kept
        .. entries(ring) .. string.rep('\0', (capacity - ring.total) * 4), 'PXAT', expiry(ring.window * ring.width))
  end
end
for _, ring in ipairs(rings) do
  if not ring.grows then
    local ends = expiry(ring.window * ring.width)
    redis.call('PEXPIREAT', ring.key, ends)
    write(ring, ring.next, entries(ring))
    redis.call('SETRANGE', ring.key, 0,
        header(ring.now, (ring.next + ring.cost) % ring.capacity, ring.total, ring.capacity, ring.generation))
    -- Where the window has ended meanwhile, the first PEXPIREAT removes the ring, and this one what SETRANGE made anew.
    redis.call('PEXPIREAT', ring.key, ends)
  end
end
return reply
