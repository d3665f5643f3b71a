// For the tests of other rooms: a maker of vehicles, batteries and chargers, and two shops.
#pragma once
#include "events/assembling_world.hpp"
