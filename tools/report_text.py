# SPDX-License-Identifier: Apache-2.0
# tools/report_text.py: the words and tables of report.html.
import html

import numpy as np

CSS = """
:root { --ink: #1d2733; --quiet: #64748b; --line: #e2e8f0; --accent: #c2410c; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); max-width: 66rem; margin: 2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; margin-bottom: 0.2rem; } h2 { margin-top: 2.6rem; border-bottom: 2px solid var(--line); }
figure { margin: 1.4rem 0; } img { max-width: 100%; } figcaption { color: var(--quiet); font-size: 0.92rem; }
table { border-collapse: collapse; margin: 0.8rem 0; font-size: 0.92rem; }
th, td { padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; } caption { text-align: left; font-weight: 600; padding: 0.4rem 0; }
ul.limits li { margin: 0.2rem 0; } .sub { color: var(--quiet); }
"""


def number(value, digits=4):
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return f"{value}"
    if isinstance(value, (float, np.floating)):
        return "not measured" if not np.isfinite(value) else f"{value:.{digits}g}"
    if isinstance(value, np.ndarray):
        return ", ".join(number(v, digits) for v in value.ravel()[:12]) + (" ..." if value.size > 12 else "")
    return html.escape(str(value))


def pairs(title, rows):
    if not rows:
        return ""
    body = "".join(f"<tr><th>{html.escape(str(k))}</th><td>{number(v)}</td></tr>" for k, v in rows)
    return f"<table><caption>{html.escape(title)}</caption>{body}</table>"


def grid(title, table, columns=None, limit=60):
    if table is None or not len(table):
        return ""
    names = [c for c in (columns or table) if c in table]
    if not names:
        return ""
    n = len(table[names[0]])
    head = "".join(f"<th>{html.escape(c)}</th>" for c in names)
    body = "".join("<tr>" + "".join(f"<td>{number(table[c][i])}</td>" for c in names) + "</tr>" for i in range(min(n, limit)))
    more = f"<p class=sub>{n - limit} more rows in the file.</p>" if n > limit else ""
    return f"<table><caption>{html.escape(title)}</caption><tr>{head}</tr>{body}</table>{more}"


def items(title, texts):
    if not texts:
        return ""
    return f"<p><b>{html.escape(title)}</b></p><ul class=limits>" + "".join(f"<li>{html.escape(t)}</li>" for t in texts) + "</ul>"


def sentences(attributes, prefix):
    """Values of the attributes prefix_01, prefix_02, ..."""
    return [str(attributes[k]) for k in sorted(attributes) if k.startswith(prefix + "_")]


def provenance(result):
    attributes = result.attributes("/provenance")
    shown = [k for k in ("version", "revision", "command", "ranks", "threads_per_rank", "backend", "started", "host") if k in attributes]
    return pairs("Made by", [(k, attributes[k]) for k in shown])


def scan_tables(scan):
    node = scan.file.get("/datacube/data")
    rows = [("shape (y, x, qy, qx)", " x ".join(map(str, node.shape)))] if node is not None else []
    attributes = scan.attributes("/datacube")
    rows += [(k, v) for k, v in attributes.items() if k != "emd_group_type"]
    truth = scan.attributes("/truth")
    return pairs("Scan", rows) + pairs("Put in (truth)", sorted(truth.items())) + provenance(scan)


def mro_tables(mro):
    text = ""
    for name in ("center", "ellipse", "scale", "ring"):
        attributes = mro.attributes(f"/calibration/{name}")
        text += pairs(f"Calibration: {name}", [(k, v) for k, v in sorted(attributes.items()) if k != "emd_group_type"])
    summary = mro.attributes("/summary")
    text += grid("MRO by type", mro.table("/summary/table"))
    text += grid("Found against put in", mro.table("/comparison/table"))
    text += grid("Are hotspots at random? (p against hard-core random points)", mro.table("/randomness/table"),
                 columns=["n", "points", "clark_evans", "clark_evans_p", "dispersion", "dispersion_p", "dclf_p", "mad_p",
                          "surrogate_dclf_p"])
    text += grid("Do n-fold power and V(x,y) lie together?", mro.table("/colocalization/table"))
    text += grid("Widths of the maps against pure speckle", mro.table("/summary/widths"))
    text += grid("Hotspots of maps that know no type", mro.table("/summary/reference"))
    text += items("Limits of these numbers", sentences(summary, "limit"))
    text += grid("Domains", mro.table("/domains/table"), limit=20,
                 columns=["id", "n", "x_nm", "y_nm", "orientation_deg", "diameter_nm", "diameter_lo_nm", "diameter_hi_nm",
                          "probe_limited", "z", "q"])
    return text + provenance(mro)


def pooled_tables(result):
    about = result.attributes("/pooled/table").get("about", "")
    return grid("Pooled over areas", result.table("/pooled/table")) + f"<p class=sub>{html.escape(str(about))}</p>" + provenance(result)


def deformation_tables(result):
    text = items("In short", sentences(result.attributes("/response"), "line"))
    text += pairs("Strength", sorted(result.attributes("/response/strength").items()))
    text += items("Microstructure", sentences(result.attributes("/microstructure"), "note"))
    text += grid("Shear bands", result.table("/response/bands/table"), limit=20)
    text += grid("Localization", result.table("/response/localization"), limit=12)
    text += grid("Activity by MRO type", result.table("/response/activity"))
    text += grid("Flips against coverage (null: toroidally shifted maps)", result.table("/response/association"))
    text += grid("The first 1 % of flips and the rest, over the share of the area", result.table("/response/first_flips"))
    text += grid("Event sizes", result.table("/response/avalanches/power_law"))
    for title, path in (("Waiting times", "waiting"), ("Aftershocks", "aftershocks"), ("Largest shear of blocks", "extremes")):
        text += pairs(title, sorted(result.attributes(f"/response/{path}").items()))
    return text + provenance(result)


def sweep_tables(result):
    means = grid("Means over the members of a point, and standard errors (_se)", result.table("/ensembles"), limit=200)
    return means + grid("Members", result.table("/members"), limit=200) + provenance(result)


def page(title, sections):
    body = ""
    for heading, tables, figures in sections:
        body += f"<h2>{html.escape(heading)}</h2>"
        for name, uri, caption in figures:
            body += f'<figure><img alt="{html.escape(name)}" src="{uri}"><figcaption>{html.escape(caption)}</figcaption></figure>'
        body += tables
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>vitrum: {title}</title><style>{CSS}</style><h1>{title}</h1>"
        "<p class=sub>vitrum report. Every number below is in the HDF5 files beside this page.</p>"
        f"{body}</html>\n"
    )
