-- Arithmetic of the sliding-window counter.

-- How much of the units of the window before counts when so much of the window has passed.
local function weight(units, passed, window)
  return math.ceil(units * (window - passed) / window)
end

-- How much of a window has to pass until no more than that of the window before counts.
local function passed_for(units, most, window)
  if units <= most then return 0 end
  local passed = window - math.floor(most * window / units)
  while passed > 0 and weight(units, passed - 1, window) <= most do passed = passed - 1 end
  while weight(units, passed, window) > most do passed = passed + 1 end
  return passed
end

-- The units of the window that begins then, and of the one before, as they were stored in one that began earlier.
local function rolled(starts, stored_starts, window, current, previous)
  if starts == stored_starts then return current, previous end
  if starts == stored_starts + window then return 0, current end
  return 0, 0
end
