-- The ring: what was admitted under one key, as the ticks at which it was, in one string.
-- Stands before take.lua and refund.lua; reads and writes the declared keys only.
--
--   header of 24 bytes, big-endian   last tick (8)   place of the next entry (4)   entries (4)   capacity (4)   generation (4)
--   then capacity * 4 bytes          ticks modulo 2^32, one for each unit of cost, in the order of time
--
-- An entry counts while now < its tick + window. Ticks are 1 us or 1 ms wide and windows are at most 2^31 ticks, so that the
-- age of an entry is unambiguous modulo 2^32: at the last write it was less than a window old, and if the last write is a
-- window ago no entry counts. Time never runs backwards under a key: the last tick stays now until the clock is past it.
-- The generation is a number drawn when the ring is made; it tells a ring from the one that was here before.
-- Source: a sliding-window log (Redis' own documentation keeps one in a sorted set), laid out as a ring buffer.
-- Tick EPOCHS * WRAP is 2^53, beyond which numbers are not exact.
local WRAP, EPOCHS, LONGEST_WINDOW, HEADER, START = 4294967296, 2097152, 2147483648, 24, 280

local time = redis.call('TIME')
local server_micros = time[1] * 1000000 + time[2]

-- When a window that begins now has passed, in ms of the server's clock: of the true one, since Redis expires by that.
local function expiry(window_micros)
  return string.format('%.0f', math.ceil((server_micros + window_micros) / 1000))
end

-- The ring under a key, with a place for what take.lua adds; without entries and capacity if there is none.
local function open(key, clock)
  -- Most rings are read whole by this.
  local start = redis.call('GETRANGE', key, 0, START - 1)
  local high, low, next, size, capacity, generation = 0, 0, 0, 0, 0, false
  if #start >= HEADER then
    high, low, next, size, capacity, generation = struct.unpack('>I4I4I4I4I4I4', start)
    local bytes = HEADER + capacity * 4
    if next >= capacity or size > capacity or high >= EPOCHS or #start ~= math.min(START, bytes)
        or (bytes > START and redis.call('STRLEN', key) ~= bytes) then
      -- This is no ring, and counts as none.
      high, low, next, size, capacity, generation = 0, 0, 0, 0, 0, false
    end
  end
  local last = high * WRAP + low
  local now = math.max(clock, last)
  return {key = key, start = start, next = next, size = size, capacity = capacity, generation = generation,
    last = last, now = now, behind = now - clock, limit = 0, window = 0, cost = 0, width = 0, expired = 0}
end

-- How many ticks ago entry i was made; the oldest is 0.
local function age(ring, i)
  local at = HEADER + ((ring.next - ring.size + i) % ring.capacity) * 4
  local tick
  if at + 4 <= #ring.start then
    tick = struct.unpack('>I4', ring.start, at + 1)
  else
    tick = struct.unpack('>I4', redis.call('GETRANGE', ring.key, at, at + 3))
  end
  return (ring.now - tick) % WRAP
end

-- How many of the oldest entries are of at least that age: steps that double, then halving. O(log n)
local function count_aged(ring, least)
  if ring.size == 0 or age(ring, 0) < least then return 0 end
  local low, step = 0, 1
  while low + step < ring.size and age(ring, low + step) >= least do
    low = low + step
    step = step * 2
  end
  local high = math.min(low + step, ring.size)
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    if age(ring, middle) >= least then low = middle else high = middle end
  end
  return high
end

-- How many entries count no more.
local function count_expired(ring, window)
  if ring.size > 0 and ring.now - ring.last >= window then return ring.size end
  return count_aged(ring, window)
end

-- The bytes of a number of entries from a place on, which may lie around the end.
local function read(ring, place, count)
  if count == 0 then return '' end
  place = place % ring.capacity
  local first = math.min(count, ring.capacity - place)
  local at = HEADER + place * 4
  local bytes = redis.call('GETRANGE', ring.key, at, at + first * 4 - 1)
  if count > first then
    bytes = bytes .. redis.call('GETRANGE', ring.key, HEADER, HEADER + (count - first) * 4 - 1)
  end
  return bytes
end

-- Writes the bytes of entries from a place on.
local function write(ring, place, bytes)
  place = place % ring.capacity
  local first = math.min(#bytes, (ring.capacity - place) * 4)
  redis.call('SETRANGE', ring.key, HEADER + place * 4, string.sub(bytes, 1, first))
  if #bytes > first then
    redis.call('SETRANGE', ring.key, HEADER, string.sub(bytes, first + 1))
  end
end

local function header(tick, next, size, capacity, generation)
  return struct.pack('>I4I4I4I4I4I4', math.floor(tick / WRAP), tick % WRAP, next, size, capacity, generation)
end

