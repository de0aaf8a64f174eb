# Writes a file into a C++ source: cmake -DFILE=page.html -DOUT=page_template.cpp -P embed.cmake
file(READ ${FILE} bytes HEX)
string(REGEX REPLACE "(................................................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUT} "#include \"app/page/page.hpp\"

namespace ohmscope {

namespace {
constexpr unsigned char bytes[] = {
${bytes}};
}  // namespace

std::string_view page_template() {
  return {reinterpret_cast<const char*>(bytes), sizeof bytes};  // a view of characters
}

}  // namespace ohmscope
")
