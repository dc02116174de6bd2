-- Token bucket, as the debt of tokens that the refill has yet to pay. Follows counts.lua.
-- Stored: us of the last admission   debt   parts in a token. Debt and refill are counted in parts of a token, so that
-- all numbers are whole and less than 2^53; the parts are stored, since they change with the policy.
-- ARGV  parts in a token   parts that the refill adds in a tick   width of a tick in us
-- O(1)
-- Source: the leaky bucket as a meter, ITU-T I.371, which is the generic cell rate algorithm.
elseif algorithm == 'bucket' then
  local parts, refill = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  width = tonumber(ARGV[at + 2])
  at = at + 3
  if width ~= 1 then now = math.floor(clock / width) end
  local ticks, debt, capacity = now, 0, limit * parts
  local last, begun, owed, unit = stored(key, 28)
  if last and unit > 0 then
    if width ~= 1 then last = math.ceil(last / width) end
    if last > now then now = last end
    if unit ~= parts then
      local tokens = math.floor(owed / unit)
      owed = tokens * parts + math.ceil((owed - tokens * unit) * parts / unit)
    end
    if owed > capacity then owed = capacity end
    debt = owed - (now - last) * refill
  end
  if debt > 0 then generation = begun else debt = 0 end
  local behind, after = now - ticks, debt + cost * parts
  refund_time = now * width
  available = math.floor((capacity - debt) / parts)
  if after > capacity then
    if debt > 0 then reset = math.ceil(debt / refill) + behind end
    longest, wait = math.ceil(capacity / refill), cost > limit and -1 or math.ceil((after - capacity) / refill) + behind
  else
    local ticks_left = math.ceil(after / refill)
    reset, lasts, grows = ticks_left + behind, ticks_left * width, not generation
    if drawn then value = struct.pack('>dddI4', now * width, after, parts, generation or drawn) end
  end
