#pragma once

#include "netlist/behavioural_source.hpp"
#include "netlist/blueprint.hpp"
#include "netlist/elaboration_state.hpp"
#include "solver/circuit/name_table.hpp"

namespace ohmscope {

/// Adds elements of scopes to a netlist, opening the instances among them. Elements that refer to others (K, F, H)
/// come last, when all that they can refer to are there.
class InstanceOpener {
 public:
  InstanceOpener(ElaborationState& state, Netlist& netlist) : state_(state), netlist_(netlist) {}

  /// Adds the elements of `scope`; `where` is the card or stage it stands for, nowhere for the top level.
  void open(std::shared_ptr<Scope> scope, Span where);

 private:
  struct Frame {
    std::shared_ptr<Scope> scope;
    Span where;
    std::size_t body = 0;          ///< of scope->names->bodies
    CardList::Place next = {};     ///< element of that body
    std::size_t card = 0;          ///< the same, counted over all bodies
    CardList::Place in_hand = {};  ///< the one before it
  };
  struct Deferred {
    std::shared_ptr<Scope> scope;
    const CardList* cards;
    CardList::Place card;
    const DeviceType* type;  ///< null: a behavioural source
    std::vector<Span> instances;
  };
  /// One of the elements that a behavioural source is made of.
  struct Part {
    const DeviceType* type;
    std::vector<NodeId> control;
    std::vector<ElementId> references;
    std::vector<double> values;
    FrequencyData data = {};
  };
  class NetworkReader;
  void enter(std::shared_ptr<Scope> scope, Span where);
  [[nodiscard]] std::size_t size() const;
  void leave_out(const Scope& scope, const CardView& card);
  std::optional<CardView> next_card();
  void defer(const DeviceType* type);
  [[nodiscard]] Blueprint& blueprint_of(const DefinitionNames& names);
  [[nodiscard]] static bool has_new_names(const Scope& scope);
  void add_card(const CardView& card);
  bool add_passive(const CardView& card);
  void add_instance(const CardView& whole);
  CardView take_words(const CardView& card);
  void add_subcircuit(const Subcircuit& definition, const CardView& card, std::span<const Span> nodes);
  void add_modelled(const VisibleModel& model, const CardView& card, std::span<const Span> nodes);
  bool add_kept(const CardView& card, Scope& scope);
  [[nodiscard]] bool is_measured(const CardView& card) const;
  void add_measured(const CardView& card, Scope& scope);
  [[nodiscard]] bool is_network(const CardView& card, char letter);
  void add_network(const CardView& card);
  [[nodiscard]] std::optional<std::vector<Span>> pairs_of(std::span<const Span> words, std::size_t ports, bool in_pairs,
                                                          const CardView& card, std::string_view name);
  void add_plain(const DeviceType& type, const CardView& card, Scope& scope);
  void add_inner_nodes(const DeviceType& type, const Scope& scope, const CardView& card);
  [[nodiscard]] bool is_constant(const DeviceType& type, const CardView& card) const;
  bool add_referring(const DeviceType& type, const CardView& card, Scope& scope);
  std::optional<ElementId> add_element(const DeviceType& type, std::string_view name, std::span<const NodeId> pins,
                                       std::span<const double> values, std::span<const ElementId> references,
                                       const CardView& card, FrequencyData data = {});
  std::optional<ElementId> add_local(const DeviceType& type, Scope& scope, std::span<const double> values,
                                     std::uint32_t origin, const CardView& card);
  void report_twice(const CardView& card, std::string_view name);
  [[nodiscard]] std::vector<double> values_for(const DeviceType& type, std::vector<double> values,
                                               std::span<const ElementId> references) const;
  bool add_behavioural(const CardView& card, Scope& scope);
  bool add_two_port(const BehaviouralSource& source, const CardView& card, Scope& scope);
  bool add_sum(const BehaviouralSource& source, const std::vector<Part>& parts, const std::string& name,
               const CardView& card, Scope& scope);
  bool add_transfer(const BehaviouralSource& source, const std::vector<Part>& parts, const std::string& name,
                    const CardView& card, Scope& scope);
  template <class NameOf>
  bool add_in_series(const std::vector<Part>& parts, NodeId positive, NodeId negative, const std::string& name,
                     const NameOf& name_of, const CardView& card);
  [[nodiscard]] std::optional<std::vector<Part>> parts_of(const LinearForm& form, bool is_voltage,
                                                          const std::string& name, const CardView& card, Scope& scope);
  [[nodiscard]] std::optional<std::vector<Part>> function_part(const FunctionForm& form, bool is_voltage,
                                                               const std::string& name, const CardView& card,
                                                               Scope& scope);
  [[nodiscard]] std::optional<ElementId> find_current(const Scope& scope, const Probe& probe);
  [[nodiscard]] std::optional<NodeId> sense(const Probe& current, std::size_t number, const std::string& name,
                                            const CardView& card, Scope& scope);
  bool add_part(const Part& part, const std::string& name, std::span<const NodeId> output, const CardView& card);
  bool is_new_instance(const CardView& card);
  [[nodiscard]] bool has_room(std::uint64_t more, const CardView& card);
  [[nodiscard]] bool is_recursive(const Subcircuit& definition, const CardView& card);
  [[nodiscard]] std::optional<std::vector<ElementId>> find_references(const DeviceType& type, const Scope& from,
                                                                      std::span<const Span> names, bool is_read);
  [[nodiscard]] std::optional<ElementId> find_reference(const Scope& scope, std::string_view name, Span where,
                                                        std::string_view letters);
  [[nodiscard]] std::vector<NodeId> nodes(Scope& scope, std::span<const Span> names);
  [[nodiscard]] NodeId node(Scope& scope, std::string_view name);
  [[nodiscard]] NodeId node(Scope& scope, const Blueprint::Node& place);
  [[nodiscard]] const Blueprint::Node& place_of(Blueprint& blueprint, std::string_view name);
  [[nodiscard]] std::string_view full_name(const Scope& scope, std::string_view name);
  [[nodiscard]] std::vector<Span> instance_spans() const;
  void report_unsupported(const CardView& card);

  ElaborationState& state_;
  Netlist& netlist_;
  std::vector<Frame> frames_;
  BehaviouralReader behavioural_{state_.sources, state_.values, state_.found};
  std::vector<Deferred> deferred_;
  std::unordered_map<const DefinitionNames*, Blueprint> blueprints_;
  bool is_whole_deck_ = false;                            ///< what is opened is the deck's top level
  std::unordered_map<ElementId, double> multiplicities_;  ///< of the scopes of elements, where it is not 1
  std::vector<NodeId> pins_;                              ///< of the element in hand
  CardList::Lists lists_;                                 ///< of the card in hand
  std::vector<Span> words_;                               ///< of the instance in hand, behind its name
  std::string full_name_;                                 ///< in hand
  NameTable instances_;                                   ///< full names
  std::vector<Span> instance_cards_;                      ///< of each
};

}  // namespace ohmscope
