"""Holds files of results against the JSON of the same results, each read by a program that others wrote.

    check_results.py REFERENCE FILE...

By suffix: .raw by the real ngspice, .csv by Python, .h5 by h5py, .s1p and .ts by scikit-rf. The reference is the JSON
of ohmscope, or whatever ngspice can load. Prints what differs; exit status 1 if anything does.
"""

import csv
import json
import math
import os
import subprocess
import sys
import tempfile


def number(value):
    """A number as the JSON of ohmscope has it."""
    if value is None:
        return complex(math.nan, 0)
    if isinstance(value, list):
        return complex(*value)
    return complex(float(value), 0)


def column(values):
    return [number(value) for value in (values if isinstance(values, list) else [values])]


def plain(name):
    """A name without case and without the v() that ngspice puts around voltages of other names."""
    name = name.lower()
    return name[2:-1] if name.startswith("v(") and name.endswith(")") else name


def plot_of(columns):
    """Columns by name."""
    return {plain(name): column(values) for name, values in columns}


def analyses(document):
    """Plots of the JSON."""
    plots = []
    for analysis in document.get("analyses", []):
        axes = [("frequency", analysis["frequencies"])] if "frequencies" in analysis else []
        axes += [(analysis[key]["name"], analysis[key]["values"]) for key in ("sweep", "outer") if key in analysis]
        plots.append(plot_of([*axes, *analysis["signals"].items()]))
        if "totals" in analysis:
            plots.append(plot_of(analysis["totals"].items()))
    for chain in document.get("chains", []):
        columns = [("frequency", chain["frequencies"])]
        for stage in chain["stages"]:
            columns += [(f"{stage['name']}.{where}.{what}", stage[where][what])
                        for where in ("local", "overall") for what in ("zin", "zout")]
            columns.append((f"v({chain['name']}.{stage['name']})", stage["voltage"]))
        plots.append(plot_of(columns))
    for chain in document.get("chains", []):
        columns = [(f"sens({stage['name']}.{where}.{what},{value})", numbers)
                   for stage in chain["stages"] if "sensitivities" in stage
                   for where in ("local", "overall") for what in ("zin", "zout")
                   for value, numbers in stage["sensitivities"][where][what].items()]
        if columns:
            plots.append(plot_of([("frequency", chain["frequencies"]), *columns]))
    if "ports" in document:
        columns = [(f"z({port['name']})", port["z"]) for port in document["ports"]]
        plots.append(plot_of([("frequency", document["frequencies"]), *columns]))
        columns = [(f"sens(z({port['name']}),{value})", numbers) for port in document["ports"]
                   for value, numbers in port.get("sensitivities", {}).items()]
        if columns:
            plots.append(plot_of([("frequency", document["frequencies"]), *columns]))
    return plots


def ascii_raw(path):
    """What ngspice writes, which knows no other words than these; but for the constants that it always has."""
    plots = []
    with open(path, encoding="utf-8") as file:
        lines = iter(file.read().split("\n"))
    for line in lines:
        if line.startswith("Plotname:"):
            plot = line.split(":")[1].strip()
        if line.startswith("No. Variables:"):
            variables = int(line.split(":")[1])
        if line.startswith("No. Points:"):
            points = int(line.split(":")[1])
        if line.startswith("Variables:"):
            names = [next(lines).split()[1] for _ in range(variables)]
        if line.startswith("Values:"):
            columns = [[] for _ in range(variables)]
            for _ in range(points):
                for k in range(variables):
                    columns[k].append(complex(*map(float, next(lines).split()[-1].split(","))))
                next(lines)
            if plot != "constants":
                plots.append({plain(name): values for name, values in zip(names, columns)})
    return plots


def raw(path):
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "load.cir")
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"load\n.control\nset filetype=ascii\nset appendwrite\nload {os.path.abspath(path)}\n"
                       "foreach p $plots\nsetplot $p\nwrite out.raw\nend\n.endc\n.end\n")
        done = subprocess.run(["ngspice", "-b", script], cwd=folder, capture_output=True, text=True, timeout=60)
        out = os.path.join(folder, "out.raw")
        if not os.path.exists(out):
            sys.exit(f"ngspice cannot load {path}:\n{done.stdout}{done.stderr}")
        return ascii_raw(out)


def table(path):
    """One plot."""
    with open(path, encoding="utf-8", newline="") as file:
        headings, *rows = csv.reader(file)
    columns = {}
    for k, heading in enumerate(headings):
        name = heading.split(" (")[0]
        values = [float(row[k]) if row[k] else math.nan for row in rows]
        if name.endswith(".im"):
            name = plain(name[:-3])
            columns[name] = [complex(re, im) for re, im in zip(columns[name], values)]
        else:
            columns[plain(name.removesuffix(".re"))] = [complex(v) for v in values] if name[-3:] != ".re" else values
    return [columns]


def hdf5(path):
    import h5py

    def plots(group):
        names = []  # as they were made
        group.id.links.iterate(lambda name: names.append(name.decode()), idx_type=h5py.h5.INDEX_CRT_ORDER)
        items = [(name, group[name]) for name in names]
        here = {plain(name): [complex(v) for v in item[()]] for name, item in items
                if isinstance(item, h5py.Dataset) and item.attrs["role"] in ("axis", "signal")}
        found = [here] if here else []
        for _, item in items:
            if isinstance(item, h5py.Group):
                found += plots(item)
        return found

    with h5py.File(path) as file:
        return plots(file)


def touchstone(path):
    from skrf.io.touchstone import Touchstone

    file = Touchstone(path)
    assert (file.frequency_unit, file.parameter, file.format) == ("hz", "z", "ri"), "not Z in Hz"
    ohms = complex(file.resistance).real
    return [{"frequency": [complex(row[0]) for row in file.sparameters],
             "z": [complex(row[1], row[2]) * ohms for row in file.sparameters]}]


def impedance(path):
    """As the deck of a loudspeaker measurement: Hz, ohm, degrees."""
    with open(path, encoding="utf-8") as file:
        rows = [[float(word) for word in line.split()] for line in file if not line.startswith("*")]
    polar = [complex(math.cos(math.radians(d)), math.sin(math.radians(d))) * m for _, m, d in rows]
    return [{"frequency": [complex(f) for f, _, _ in rows], "z": polar}]


READERS = {".raw": raw, ".csv": table, ".h5": hdf5, ".s1p": touchstone, ".ts": touchstone, ".zma": impedance}


def differ(a, b):
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) != math.isnan(b)
    return a != b and not abs(a - b) <= 4e-15 * max(abs(a), abs(b))


def compare(expected, found, name):
    if len(expected) != len(found):
        return [f"{name}: {len(found)} plots, expected {len(expected)}"]
    wrong = []
    for p, (a, b) in enumerate(zip(expected, found)):
        if len(a) == len(b) == 2:  # what a file of one impedance cannot tell is how it is called
            a = dict(zip(b, a.values()))
        if {k: len(v) for k, v in a.items()} != {k: len(v) for k, v in b.items()}:
            wrong.append(f"{name}: plot {p} has {list(b)}, expected {list(a)}, or another number of values")
            continue
        for column in a:
            for k, (u, v) in enumerate(zip(a[column], b[column])):
                if differ(u.real, v.real) or (differ(u.imag, v.imag) and not math.isnan(u.real)):
                    wrong.append(f"{name}: plot {p}, {column}, point {k}: {v}, expected {u}")
    return wrong


def read(path):
    suffix = os.path.splitext(path)[1]
    if suffix != ".json":
        return READERS[suffix](path)
    with open(path, encoding="utf-8") as file:
        return analyses(json.load(file))


def main(reference, *files):
    expected = read(reference)
    wrong = []
    for name in files:
        wrong += compare(expected, read(name), os.path.basename(name))
    print("\n".join(wrong[:20]))
    sys.exit(1 if wrong else 0)


main(*sys.argv[1:])
