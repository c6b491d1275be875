-- Adds jobs, and a batch that they belong to.
--
-- KEYS[1]  the queue
-- ARGV[1]  the batch's id, or empty
-- ARGV[2]  how many jobs it has in all; ARGV[3], [4] id and body of the job that follows it, or empty:
--          the body after CREATED, with ';B=@' where the numbers of the batch belong
-- ARGV[5], [6], [7]  of the first job: id, delay in ms, body after CREATED; then of the next; 50 at
--          most
--
-- Returns for each that was not added: its number from 1, why ('known': that id has been added before;
-- 'rejected', 'kept', 'replaced': its unique key is another one's), and the id of that job. In a flat
-- list; empty if all were added.
--
-- Touches jobs, ready, delayed, unique keys, the batch, open batches, the wake list.

-- Adds all of them in few calls, if they have neither options nor a delay, and none is known; whether
-- it has done so.
local function add_together()
  local bodies, seen, n = {}, {}, 0
  for i = 5, #ARGV, 3 do
    local id, rest = ARGV[i], ARGV[i + 2]
    if seen[id] or ARGV[i + 1] ~= '0' or byte(rest, 3) ~= 45 then
      return false
    end
    seen[id] = true
    note_length(rest)
    bodies[n + 1], bodies[n + 2] = BODY .. id, CREATED .. rest
    n = n + 2
  end
  if call('MSETNX', unpack(bodies)) == 0 then
    return false
  end
  for i = 1, n / 2 do
    to_ready(ARGV[3 * i + 2], bodies[2 * i])
  end
  return true
end

local instead, n = {}, 0
if #ARGV < 8 or not add_together() then
  for i = 5, #ARGV, 3 do
    local why, holder = enqueue(ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2])
    if why then
      instead[n + 1], instead[n + 2], instead[n + 3] = (i - 2) / 3, why, holder
      n = n + 3
    end
  end
end
-- If jobs of a batch are missing for so long after the latest were added, it has been cut off.
local OPEN_MS = 3600000

-- So many jobs of a batch have been added.
local function add_to_batch(id, added)
  local name = q .. ':b:' .. id
  if call('HSETNX', name, 'left', ARGV[2]) == 1 then
    call('HSET', name, 'total', ARGV[2], 'missing', ARGV[2])
    if ARGV[3] ~= '' then
      call('HSET', name, 'id', ARGV[3], 'body', ARGV[4])
    end
  end
  if call('HINCRBY', name, 'missing', -added) > 0 then
    call('ZADD', OPEN, now + OPEN_MS, id)
  else
    call('HDEL', name, 'missing')
    call('ZREM', OPEN, id)
  end
end

-- Jobs that are all known may be of a batch that has come to its end.
local added = (#ARGV - 4 - n) / 3
if ARGV[1] ~= '' and added > 0 then
  add_to_batch(ARGV[1], added)
end
push_fresh()
return instead
