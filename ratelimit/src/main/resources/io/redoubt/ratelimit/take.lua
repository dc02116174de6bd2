-- Decides on the limits of one subject, and takes the costs of all of them, or of none. Follows clock.lua.
-- In place of the line that says so stand the files of the algorithms of these limits: no functions, since the server
-- would create them anew for each run, which took a third of the time.
-- KEYS  one for each limit, all in one slot
-- ARGV  1 the generation of what is counted from now on, 0 to 2^32 - 1; empty to write nothing
--       then for each limit: algorithm   limit   cost   the arguments of the algorithm
-- Reply for each limit 5 integers: units that were left   ticks to wait, 0 if the cost fits, -1 if it never will, -2 if
--       the caller has to send other windows   ticks until all is available again, with the cost taken if it fits
--       the time of the decision for a refund   the generation; all was taken if no limit has to wait
-- Time to live: until all is available again. What is rejected writes nothing, but for a key that another program gave
-- more time, or none: it ends after a window.
-- Without memory it works for limits that are counted already and need no more; if one needs more, nothing is taken.
local drawn, several = tonumber(ARGV[1]), #KEYS > 1
local takes, reply, writes, at = drawn, several and {}, several and {}, 2
local value, lasts, grows

for i = 1, #KEYS do
  local key, algorithm, limit, cost = KEYS[i], ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  at = at + 3
  -- What an algorithm sets. Of the reply: refund_time is now if it sets none, and generation nil if nothing was
  -- counted.
  local available, wait, reset, now, refund_time, generation = 0, 0, 0, clock, nil, nil
  -- If the cost does not fit: after how many ticks all is available again at most, and the width of a tick in us.
  local longest, width = nil, 1
  -- If it fits: the new value, or a function that writes it; for how many us; and whether it needs more memory.
  value, lasts, grows = nil, 0, false
  if false then
  -- (the algorithms)
  end
  if wait ~= 0 then
    takes = false
    if longest and clock == server_micros then
      local left = redis.call('PTTL', key)
      if left < 0 then
        left = longest
        if drawn then
          redis.call('PEXPIREAT', key, string.format('%.0f', math.ceil((server_micros + longest * width) / 1000)))
        end
      else
        left = math.max(1, math.ceil(left * 1000 / width))
      end
      -- A key that another program wrote may make a cost wait longer than any policy does; yet it ends with its key.
      if wait > longest then wait, reset = math.min(wait, left), math.min(reset, left) end
    end
  end
  if several then
    writes[i] = {value, lasts, grows}
    local n = i * 5
    reply[n - 4], reply[n - 3], reply[n - 2], reply[n - 1], reply[n] =
      available, wait, reset, refund_time or now, generation or drawn or 0
  else
    reply = {available, wait, reset, refund_time or now, generation or drawn or 0}
  end
end
if not takes then return reply end

-- First those that need more memory: a server without memory refuses the first SET, and nothing is taken then.
for pass = several and 1 or 2, 2 do
  for i = 1, #KEYS do
    if several then value, lasts, grows = writes[i][1], writes[i][2], writes[i][3] end
    if not several or grows == (pass == 1) then
      local key = KEYS[i]
      -- When the time that begins now has passed, in ms of the server's clock: the true one, since Redis expires by
      -- that.
      local ends = string.format('%.0f', math.ceil((server_micros + lasts) / 1000))
      if type(value) == 'function' then
        value(ends)
      elseif grows then
        redis.call('SET', key, value, 'PXAT', ends)
      elseif redis.pcall('SET', key, value, 'PXAT', ends).err then
        -- A server without memory refuses SET unless the script has written before, and PEXPIREAT needs no memory.
        redis.call('PEXPIREAT', key, ends)
        redis.call('SET', key, value, 'PXAT', ends)
      end
    end
  end
end
return reply
