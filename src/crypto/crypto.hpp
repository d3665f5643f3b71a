// The public header of crypto/: block ciphers, digests, SM2, authenticated encryption.
#pragma once
#include "crypto/gcm.hpp"
#include "crypto/module.hpp"
#include "crypto/platform_sign.hpp"
#include "crypto/sm2.hpp"
