-- What the scripts of sessions have in common; stands before each of them.
--
-- A session is a hash: c created, l last used, i idle timeout, x absolute expiry (ms), v version, u user id, h hash of
-- the user id, m:<name> metadata, a:<name> attributes. A user's index is a sorted set of the hashes of session ids,
-- scored by absolute expiry. All keys of a user stand in one slot, so that a session's key leads to its index, and
-- back.

-- Milliseconds since 1970: the server's, unless a test hands in its own.
local function clock(injected)
  if injected then
    return tonumber(injected)
  end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- How long a touch may be left out; added to the idle timeout, so that leaving it out never shortens that.
local function throttle(idle)
  return math.min(math.floor(idle / 10), 60000)
end

local function expiry(session)
  return math.min(session.used + session.idle + throttle(session.idle), session.absolute)
end

-- A number of a session; nil for what no script writes: more than 15 digits, or anything else. Longer numbers are not
-- exact, and the server takes them for no time.
local function whole(digits)
  return digits and #digits <= 15 and string.match(digits, '^%d+$') and tonumber(digits)
end

-- The session of these fields; nil if it has ended, or they are not those of a session.
local function session_of(f, now)
  local session = {
    created = whole(f[1]),
    used = whole(f[2]),
    idle = whole(f[3]),
    absolute = whole(f[4]),
    version = whole(f[5]),
    user = f[6],
  }
  local whole = session.created and session.used and session.idle and session.absolute and session.version and session.user
  if not whole or now > expiry(session) then
    return nil
  end
  return session
end

-- The session under a key; nil if it has ended, or what is there is not one. Every write asks this first, so that
-- nothing brings an ended session back.
local function live(key, now)
  return session_of(redis.call('HMGET', key, 'c', 'l', 'i', 'x', 'v', 'h'), now)
end

-- The sessions of an index that have not ended; the others are removed from it, and so is what is not a hash.
local function members(index, start, now)
  local sessions = {}
  for _, id in ipairs(redis.call('ZRANGE', index, 0, -1)) do
    local fields = redis.pcall('HMGET', start .. id, 'c', 'l', 'i', 'x', 'v', 'h')
    if fields.err and not string.find(fields.err, 'WRONGTYPE', 1, true) then
      -- Asked again, so that the server's own error is the reply, with its code.
      fields = redis.call('HMGET', start .. id, 'c', 'l', 'i', 'x', 'v', 'h')
    end
    local session = session_of(fields, now)
    if session then
      session.id = id
      sessions[#sessions + 1] = session
    else
      redis.call('ZREM', index, id)
    end
  end
  return sessions
end

-- Gives a session a new end. Works without memory: the server refuses no HSET in a script that has written before.
-- Where that end has come meanwhile, the first PEXPIREAT removes the session, and the second one what HSET made anew.
local function prolong(key, session)
  redis.call('PEXPIREAT', key, expiry(session))
  redis.call('HSET', key, 'l', session.used, 'i', session.idle)
  redis.call('PEXPIREAT', key, expiry(session))
end

-- Puts a session into an index, which lives as long as the longest of its members can. A score that is no time, of
-- another program, does not count.
local function enlist(index, id, absolute)
  redis.call('ZADD', index, absolute, id)
  local last = whole(redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2])
  redis.call('PEXPIREAT', index, math.max(absolute, last or 0))
end

