// Beast's compiled part, once: BOOST_BEAST_SEPARATE_COMPILATION is defined for the whole project.
#include <boost/beast/src.hpp>
