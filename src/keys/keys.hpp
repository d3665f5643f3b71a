// The public header of keys/: identification keys of products, places and organisations. Pure functions, no I/O.
#pragma once
#include "keys/ecode.hpp"
#include "keys/gs1.hpp"
#include "keys/recognise.hpp"
#include "keys/uscc.hpp"
