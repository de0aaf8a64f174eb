#include "results/format.hpp"
#include "results/formats/raw_reader.hpp"

namespace ohmscope::results {

namespace registered {
extern const FileFormat qraw;
const FileFormat qraw{.suffix = ".qraw", .description = "raw file of QSPICE", .read = read_raw};
}  // namespace registered

}  // namespace ohmscope::results
