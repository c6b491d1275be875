-- Sets or removes the limits of one key, and makes the table's version a new one.
--
-- KEYS[1] the hash of all such limits
-- ARGV[1] the field: policy, space, bounded key
-- ARGV[2] the limits; empty removes them
-- ARGV[3] how long the hash lives after this, in ms
--
-- Returns the new version: microseconds of Redis's clock, always above the one before.
-- Touches KEYS[1] only. A node that starts prolongs its life, too.

local table_key, field, limits, lives = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local before = tonumber(redis.call('HGET', table_key, 'version') or 0)
local version = math.max(now, before + 1)

if limits == '' then
  redis.call('HDEL', table_key, field)
else
  redis.call('HSET', table_key, field, limits)
end
redis.call('HSET', table_key, 'version', version)
redis.call('PEXPIRE', table_key, lives)
return version
