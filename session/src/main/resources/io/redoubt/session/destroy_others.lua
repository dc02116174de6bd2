-- Ends the sessions of the user of a session whose keys are declared, but not that one; none if that one has ended.
-- KEYS  1 the session that stays   2 the users of the bucket   3 the expiry index of the bucket
--       4 and on: sessions of the user
-- ARGV  1 channel of events, empty for none   2 now, ms (tests only)
-- Reply list of how long the ended ones lasted, ms; list of the ids of those that are left, whose keys are not declared
-- O(sessions of the user * log(sessions of the bucket))
local now = clock(ARGV[2])
local kept = live(KEYS[1], now)
if not kept or kept.owner == '' then
  return {{}, {}}
end
local known, unknown = sessions_of(KEYS[2], kept.owner, 4, now)
local lasted = {}
for _, session in ipairs(known) do
  if session.key ~= KEYS[1] then
    lasted[#lasted + 1] = finish(session, KEYS[3], ARGV[1], 'DESTROYED', 'OTHERS_OF_USER', now)
  end
end
local left = {}
for _, id in ipairs(unknown) do
  if id ~= id_of(KEYS[1]) then
    left[#left + 1] = id
  end
end
if #KEYS >= 4 then
  begin_writing(KEYS[2])
  set_entry(KEYS[2], kept.owner, entry_of({kept}, left))
  keep_until(KEYS[2], kept.absolute, now)
end
return {lasted, left}
