// Boost.JSON compiled once, here, so that nothing has to be linked beyond its headers.
#include <boost/json/src.hpp>
