#include "solver/circuit/mna_system.hpp"

#include <algorithm>

#include "solver/circuit/device.hpp"
#include "solver/circuit/stamper.hpp"
#include "solver/circuit/transfer_function.hpp"

namespace ohmscope {

namespace {

void number_branches(const Circuit& circuit, MnaSystem& mna) {
  const auto count = static_cast<ElementId>(circuit.element_count());
  mna.node_unknowns = static_cast<std::int32_t>(circuit.node_count()) - 1;
  mna.first_branch.assign(circuit.element_count(), -1);
  std::int32_t next = mna.node_unknowns;
  for (ElementId id = 0; id < count; ++id) {
    const auto branches = circuit.element(id).type->branches;
    const int n = branches == nullptr ? 0 : branches(view(circuit, id));
    if (n == 0) continue;
    mna.first_branch[static_cast<std::size_t>(id)] = next;
    mna.branch_element.insert(mna.branch_element.end(), static_cast<std::size_t>(n), id);
    next += n;
  }
  mna.system.rows = mna.system.columns = next;
}

/// Makes room for all stamps, taking each element for as good as the first one of its type.
void reserve_stamps(const Circuit& circuit, MnaSystem& mna) {
  struct Kind {
    const DeviceType* type;
    ElementId first;
    std::size_t count;
  };
  std::vector<Kind> kinds;  // few
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType* const type = circuit.element(id).type;
    const auto known = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.type == type; });
    if (known == kinds.end()) {
      kinds.push_back({type, id, 1});
    } else {
      ++known->count;
    }
  }
  std::size_t resistive = 0, storage = 0;
  for (const Kind& kind : kinds) {
    LinearSystem one;
    Stamper stamper(circuit, mna.first_branch, one);
    stamper.begin_element(kind.first);
    if (kind.type->stamp != nullptr) kind.type->stamp(view(circuit, kind.first), stamper);
    resistive += kind.count * one.resistive.size();
    storage += kind.count * one.storage.size();
  }
  mna.system.resistive.reserve(resistive);
  mna.system.storage.reserve(storage);
}

bool is_arbitrary(const FrequencyData& data) {
  return data.table != nullptr || data.network != nullptr ||
         (data.transfer != nullptr && !data.transfer->is_rational());
}

/// Whether the frequency does more to an element than a constant plus s times a constant. Of nonlinear devices that can
/// be so, those with a delay.
bool depends_on_frequency(const DeviceType& type, const ElementView& e, Stamper& scratch) {
  if (type.stamp_at == nullptr) return false;
  return type.nonlinear == nullptr || type.stamp_powers == nullptr || !type.stamp_powers(e, scratch);
}

}  // namespace

MnaSystem assemble(const Circuit& circuit) {
  MnaSystem mna;
  number_branches(circuit, mna);
  reserve_stamps(circuit, mna);
  Stamper stamper(circuit, mna.first_branch, mna.system);
  PolynomialPart nothing;
  Stamper scratch(circuit, mna.first_branch, nothing.stamps);
  std::vector<ElementId> dependent;
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType& type = *circuit.element(id).type;
    stamper.begin_element(id);
    if (type.stamp != nullptr) type.stamp(view(circuit, id), stamper);
    if (!depends_on_frequency(type, view(circuit, id), scratch)) continue;
    dependent.push_back(id);
    mna.system.arbitrary = mna.system.arbitrary || is_arbitrary(circuit.frequency_data(id));
  }
  if (!dependent.empty()) {
    mna.system.frequency_dependent = [&circuit, dependent = std::move(dependent), first_branch = mna.first_branch](
                                         double frequency, std::vector<ComplexStamp>& stamps) {
      Stamper at(circuit, first_branch, stamps);
      for (const ElementId id : dependent) {
        at.begin_element(id);
        circuit.element(id).type->stamp_at(view(circuit, id), frequency, at);
      }
    };
  }
  return mna;
}

PolynomialPart polynomial_part(const Circuit& circuit, const MnaSystem& mna) {
  PolynomialPart part;
  Stamper stamper(circuit, mna.first_branch, part.stamps);
  for (ElementId id = 0; id < static_cast<ElementId>(circuit.element_count()); ++id) {
    const DeviceType& type = *circuit.element(id).type;
    if (type.stamp_at == nullptr) continue;
    stamper.begin_element(id);
    if (type.stamp_powers == nullptr || !type.stamp_powers(view(circuit, id), stamper)) part.others.push_back(id);
  }
  return part;
}

}  // namespace ohmscope
