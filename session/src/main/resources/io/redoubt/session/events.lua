-- Functions for events, and for the end of a session.

-- Publishes an event, unless the channel is empty. Where the server's user may not do so, it is left out.
local function tell(channel, type, handle, previous, reason, user, now)
  if channel ~= '' then
    redis.pcall('PUBLISH', channel, '~M1\n1\n' .. type .. '\n' .. now .. '\n' .. handle .. '\n' .. previous .. '\n'
      .. reason .. '\n' .. user)
  end
end

-- Publishes that a session has become that of a user, and that of no other.
local function tell_login(channel, handle, previous, user_before, user, now)
  if user_before ~= '' and user_before ~= user then
    tell(channel, 'LOGGED_OUT', handle, previous, '', user_before, now)
  end
  tell(channel, 'LOGGED_IN', handle, previous, '', user, now)
end

-- Ends a session, except for its place among the sessions of its user. Returns how long it lasted, ms.
local function finish(session, index, channel, type, reason, now)
  -- First, so that an index of another type is refused before anything is changed.
  redis.call('ZREM', index, member_of(session))
  redis.call('UNLINK', session.key)
  tell(channel, type, handle_of(session.key), '', reason, session.user, now)
  return math.max(0, now - session.created)
end
