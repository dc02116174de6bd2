-- Function for the limit of sessions of a user.

-- Whether a new session of a user finds room: 1 if it does, after the end of others where that is the policy; 0 if
-- not; 2 if the keys of these ids must be declared to tell. Second, how long the ended ones lasted, if there are any;
-- or the ids; third, the entry of those that stay. One key may be of a session that the new one replaces; it does not
-- count. Nothing is written before the decision.
-- Seldom called: contains the functions that only it needs.
local function admit(users, owner, first, leaving, index, channel, limit, policy, now)
  local known, ids = sessions_of(users, owner, first, now)
  local own, unknown = {}, {}
  for _, session in ipairs(known) do
    if session.key ~= leaving then
      own[#own + 1] = session
    end
  end
  for _, id in ipairs(ids) do
    if id ~= id_of(leaving) then
      unknown[#unknown + 1] = id
    end
  end
  local excess = #own + #unknown + 1 - limit
  if excess <= 0 then
    return 1, nil, entry_of(own, unknown)
  end
  if policy == 'REJECT' and #KEYS >= first then
    return 0
  end
  -- Also where a session is not known, since it may be an old one with a new id.
  if #unknown > 0 or excess > #own then
    for _, session in ipairs(own) do
      unknown[#unknown + 1] = id_of(session.key)
    end
    return 2, unknown
  end
  local by_use = policy == 'EVICT_LEAST_RECENTLY_USED'
  table.sort(own, function(a, b)
    if by_use and a.used ~= b.used then
      return a.used < b.used
    end
    if a.created ~= b.created then
      return tonumber(a.created) < tonumber(b.created)
    end
    return a.key < b.key
  end)
  local lasted, staying = {}, {}
  for i, session in ipairs(own) do
    if i <= excess then
      lasted[#lasted + 1] = finish(session, index, channel, 'EVICTED', '', now)
    else
      staying[#staying + 1] = session
    end
  end
  return 1, lasted, entry_of(staying, unknown)
end
