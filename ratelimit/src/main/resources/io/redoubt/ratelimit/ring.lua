-- The ring: what was admitted under one key, as the ticks at which it was, in one string.
--
--   header of 24 bytes, big-endian   last tick (8)   place of the next entry (4)   entries (4)   capacity (4)  
--   generation (4) then capacity * 4 bytes          ticks modulo 2^32, one for each unit of cost, in the order of time
--
-- An entry counts while now < its tick + window. Ticks are 1 us or 1 ms wide and windows are at most 2^31 ticks, so
-- that the age of an entry is unambiguous modulo 2^32: at the last write it was less than a window old, and if the last
-- write is a window ago no entry counts. Time never runs backwards under a key: the last tick stays now until the clock
-- is past it. The generation is a number drawn when the ring is made; it tells a ring from the one that was here
-- before. Source: a sliding-window log (Redis' own documentation keeps one in a sorted set), laid out as a ring buffer.
-- Tick EPOCHS * WRAP is 2^53, beyond which numbers are not exact.
local WRAP, EPOCHS, HEADER, START = 4294967296, 2097152, 24, 280

-- The ring at hand: its key, the bytes that were read, which are all of most rings, and what its header says.
local ring, start, last, next, size, capacity, generation, now

-- Reads a ring; without entries and capacity if there is none.
local function open(key, ticks)
  ring, start = key, redis.call('GETRANGE', key, 0, START - 1)
  last, next, size, capacity, generation, now = 0, 0, 0, 0, nil, ticks
  local read = #start
  if read >= HEADER then
    local high, low
    high, low, next, size, capacity, generation = struct.unpack('>I4I4I4I4I4I4', start)
    local bytes = HEADER + capacity * 4
    if next >= capacity or size > capacity or high >= EPOCHS
        or read ~= bytes and (read < START or bytes < START or redis.call('STRLEN', key) ~= bytes) then
      -- This is no ring, and counts as none.
      next, size, capacity, generation = 0, 0, 0, nil
    else
      last = high * WRAP + low
      if last > now then now = last end
    end
  end
end

-- How many ticks ago entry i was made; the oldest is 0.
local function age(i)
  local at = HEADER + ((next - size + i) % capacity) * 4
  if at + 4 <= #start then return (now - struct.unpack('>I4', start, at + 1)) % WRAP end
  return (now - struct.unpack('>I4', redis.call('GETRANGE', ring, at, at + 3))) % WRAP
end

-- How many of the oldest entries are of at least that age: steps that double, then halving. O(log n)
local function count_aged(least)
  if age(0) < least then return 0 end
  local low, step = 0, 1
  while low + step < size and age(low + step) >= least do
    low = low + step
    step = step * 2
  end
  local high = math.min(low + step, size)
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    if age(middle) >= least then low = middle else high = middle end
  end
  return high
end
