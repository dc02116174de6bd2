-- What the scripts of sessions have in common; stands before each of them.
--
-- A session is a hash: c created, l last used, i idle timeout, x absolute expiry (ms), v version, u user id, h hash of the
-- user id, m:<name> metadata, a:<name> attributes. A user's index is a sorted set of the hashes of session ids, scored by
-- absolute expiry. All keys of a user stand in one slot, so that a session's key leads to its index, and back.

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

-- The session under a key; nil if it has ended, or what is there is not one. Every write asks this first, so that nothing
-- brings an ended session back.
local function live(key, now)
  local f = redis.call('HMGET', key, 'c', 'l', 'i', 'x', 'v', 'h')
  local session = {
    created = tonumber(f[1] or ''),
    used = tonumber(f[2] or ''),
    idle = tonumber(f[3] or ''),
    absolute = tonumber(f[4] or ''),
    version = tonumber(f[5] or ''),
    user = f[6],
  }
  local whole = session.created and session.used and session.idle and session.absolute and session.version and session.user
  if not whole or now > expiry(session) then
    return nil
  end
  return session
end

-- The sessions of an index that have not ended; the others are removed from it.
local function members(index, start, now)
  local sessions = {}
  for _, id in ipairs(redis.call('ZRANGE', index, 0, -1)) do
    local session = live(start .. id, now)
    if session then
      session.id = id
      sessions[#sessions + 1] = session
    else
      redis.call('ZREM', index, id)
    end
  end
  return sessions
end

-- Puts a session into an index, which lives as long as the longest of its members can.
local function enlist(index, id, absolute)
  redis.call('ZADD', index, absolute, id)
  redis.call('PEXPIREAT', index, redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2])
end

