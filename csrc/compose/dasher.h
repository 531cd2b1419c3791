// Cuts a line into dashes.
#pragma once

#include <vector>

#include "compose/flatten.h"

namespace zc {

// `dashes`: on, off, on, …, none negative and not all zero; an odd list counts twice. A closed line whose
// start and end are both drawn is joined there. What is hidden is stepped over; a pattern that repeats too
// often to be seen is drawn as a solid line.
std::vector<Contour> dash(const Contour& line, const std::vector<double>& dashes, double offset);

}  // namespace zc
