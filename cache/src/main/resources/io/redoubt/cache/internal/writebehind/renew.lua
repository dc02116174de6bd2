-- Renews the lease of a shard.
-- KEYS: 1 lease (string)   ARGV: 1 its token 2 its length from now, ms
-- Reply: 1, or 0 if it is over
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
