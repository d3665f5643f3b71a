// The public header of mint/: minting and verifying codes and serials, the key file, code packages.
#pragma once
#include "mint/commands.hpp"
#include "mint/key_file.hpp"
#include "mint/minter.hpp"
#include "mint/package.hpp"
#include "mint/serial.hpp"
