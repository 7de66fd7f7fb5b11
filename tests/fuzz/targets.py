"""Every parser of what strangers write, with what it is given and what it may raise; see `held` for the property."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import gits
from archives import notebook, pdf, tar, weights, zipped
from facetargets import QUICK, face_targets, samples
from hypothesis import strategies as st
from mutation import blobs, encoded, texts
from target import SCRATCH, Target, written

from whackachip.answers import ask
from whackachip.attribution.casetable import read_cases
from whackachip.catalog import find_chip, find_model, safetensors
from whackachip.catalog.hfconfig import read_config
from whackachip.catalog.hypothetical import hypothetical_chip
from whackachip.errors import UserError
from whackachip.evidence import scan
from whackachip.evidence.content import content_of, whole
from whackachip.evidence.delta import Damaged, apply_delta, delta_length
from whackachip.evidence.packentry import read_header
from whackachip.evidence.sentence import Sentences
from whackachip.evidence.sources import stream_of
from whackachip.evidence.sources.archive import Archive, archive_kind
from whackachip.evidence.sources.pdf import paragraphs
from whackachip.evidence.statement import read_statement
from whackachip.facts.schema.document import read_document
from whackachip.facts.schema.overlay import read_overlay
from whackachip.investigation.many import read_list
from whackachip.law.counterfactual import threshold_ids
from whackachip.law.rulefile import read_patch, read_rule
from whackachip.performance.claim import read_claim
from whackachip.predicates import describe, evaluate, names, parse, unparse
from whackachip.quantities.day import as_day
from whackachip.report.stored import read_result
from whackachip.web.query import Query
from whackachip.web.settings import Limits

FACTS = Path(__file__).parents[2] / "facts"
CONFIG = {
    "architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "hidden_size": 7168,
    "num_hidden_layers": 61, "num_attention_heads": 128, "num_key_value_heads": 128, "intermediate_size": 18432,
    "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1, "num_experts_per_tok": 8,
    "first_k_dense_replace": 3, "moe_layer_freq": 1, "kv_lora_rank": 512, "q_lora_rank": 1536, "vocab_size": 129280,
    "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "tie_word_embeddings": False,
    "max_position_embeddings": 163840, "torch_dtype": "bfloat16", "num_nextn_predict_layers": 1,
}  # fmt: skip
PLAIN_CONFIG = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32,
    "num_attention_heads": 32, "intermediate_size": 11008, "vocab_size": 32000, "layer_types": ["full_attention"] * 32,
    "sliding_window": None, "text_config": {"hidden_size": 4096}, "quantization_config": {"quant_method": "fp8"},
}  # fmt: skip
CHIP = """\
- id: own-1
  name: Own 1
  vendor: own
  headquarters: CN
  architecture: hopper
  family: own 1
  aliases: [Own One]
  market: datacenter
  form_factor: OAM
  figures:
  - {source: own-page, kind: press, values: {announced: "2025-09", memory_capacity_gb: 96, memory_bandwidth_gbs: 2000}}
  - {source: unverified, kind: unverified, values: {rate_bf16_tops: [380, 420], marketed_for_datacenter: "yes"}}
"""
PATCHES = (
    "us.ear.3a090.a.tpp: 3600\n",
    "title: lower\nset: {us.ear.3a090.a.tpp: 3600, us.ear.3a090.a.io: 600}\nremoves: [3A090.b]\n",
)
SENTENCES = (
    "We trained the model on 2,048 H800 GPUs for two months, which is 2.788M GPU hours.",
    "本模型在 2048 张 H800（80GB）上训练了 55 天，共 278.8 万 GPU 小时。不支持 A100。",
    "- No H100 was used; at least 8x80GB A100s are needed, e.g. in Fig. 3?",
)
CLAIMS = (
    "2.788M H800-hours for 14.8T tokens of deepseek-v3",
    "two months on 2,048 H800 at 40% MFU, $5.576M at $2 per GPU hour",
    "278.8万 H800 卡时, 14.8 万亿 tokens, 37B active parameters",
    "2-3 weeks on 512 x h20 with fp8, 1,200 tokens/s/GPU",
    "180K H800 hours per trillion tokens, 400 TFLOPS per GPU",
)
QUERIES = (
    "chip=h20&on=2024-11-05&to=CN", "question=compare&chips=h20&chips=h100",
    "question=chips&predicate=tpp+%3E+4800", "chip=name%3Dx%2C+bf16_dense%3D400%2C+die_area%3D800&to=DE",
    "question=check-claim&sentence=2.788M+H800-hours+for+14.8T+tokens+of+deepseek-v3",
    "question=rule-text&rule=us-2023-10-17", "question=timeline&chip=h20&begins=2023-01-01&until=2024-01-01",
)  # fmt: skip


def _predicate(text: str) -> object:
    found = parse(text)
    again = unparse(found)
    assert unparse(parse(again)) == again
    limits = dict.fromkeys(threshold_ids(found), 1.0)
    return again, names(found), describe(found, {}), evaluate(found, {}, limits).truth


def _overlay(data: bytes) -> object:
    written(data, "own/chips/own/one.yaml")
    written(b"own-page: {title: Own page, grade: read, accessed: 2026-11-01}\n", "own/sources.yaml")
    return read_overlay(SCRATCH / "own")


def _safetensors(data: bytes) -> object:
    scan(written(data, "model.safetensors"))
    return safetensors.read_header(io.BytesIO(data), "model.safetensors", len(data))


def _archive(data: bytes) -> object:
    kind = archive_kind(data[:512]) or "tar"
    archive = Archive("a", data, kind)
    return [(file.path, len(file.data)) for file in archive.files()], archive.skipped


def _notebook(data: bytes) -> object:
    return content_of("a.ipynb", data, lambda _: True), scan(written(data, "a.ipynb"))


def _statement(text: str) -> object:
    lines = text.split("\n")
    found = []
    for number, line in enumerate(lines[:4]):
        for column in {0, len(line) // 2, len(line)}:
            sentence, at = Sentences(lines).around(number, column)
            assert 0 <= at <= len(sentence)
            found.append((sentence, read_statement(sentence, at, sentence[at : at + 4], making=True)))
    return found


def _query(text: str) -> object:
    query = Query.read("/", parse_qsl(text, errors="replace"), Limits())
    name = query.get("question", "classify")
    return ask(name, query.without("question").values())


@st.composite
def _asked(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A question with its examples, of which a few are left out or are anything that JSON can be."""
    name = draw(st.sampled_from(QUICK))
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts("h20", "2024-11-05", "CN", "tpp > 4800")
    anything = scalars | st.lists(scalars, max_size=3) | st.dictionaries(st.text(max_size=3), scalars, max_size=2)
    values = samples(name)
    for key in draw(st.lists(st.sampled_from([*samples(name), "other"]), max_size=3)):
        values[key] = draw(anything)
    return name, values


def _described(text: str) -> object:
    chip = hypothetical_chip(text)
    return chip, ask("classify", chip=text, on="2024-11-05", to="CN")["item"] if len(text) < 300 else None


def _stored(data: bytes) -> object:
    """The sample is too short to pass its schema: what is looked for is anything but that refusal."""
    try:
        return read_result(written(data, "result.json"))
    except UserError as error:
        return str(error)


def _named(text: str) -> object:
    found = []
    for find in (find_chip, find_model):
        try:
            found.append(find(text))
        except UserError as error:
            found.append(str(error))
    return found


_DELTA = bytes([100, 60, 0x90, 50, 10]) + b"0123456789"
_TAR = tar({"train.sh": b"export NCCL_NET_GDR_LEVEL=2\n", "a/b.txt": b"text"}, mode="w:", links={"l": "../x"})
_ARCHIVES = (
    zipped({"train.sh": b"export NCCL_NET_GDR_LEVEL=2\n", "a/b.txt": b"text" * 50}),
    _TAR[:3072],
    tar({"train.sh": b"export NCCL_NET_GDR_LEVEL=2\n"}),
    tar({"train.sh": b"export NCCL_NET_GDR_LEVEL=2\n"}, mode="w:xz"),
    tar({"train.sh": b"export NCCL_NET_GDR_LEVEL=2\n"}, mode="w:bz2"),
)
_NOTEBOOK = notebook([("code", "x = 1\nprint(x)", "1\n"), ("markdown", "# On 8 H800", "")])
_WEIGHTS = weights({"model.layers.0.w": "U8"}, {"format": "pt", "trained_on": "2,048 H800 GPUs"})[:-63]
_INDEX = '{"metadata": {"total_size": 12}, "weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}'
_CHIPS = ("name=x, bf16_dense=400, die_area=800, memory_bandwidth=3.35 TB/s, datacenter=yes",
          "fp8=1..2e3 TFLOPS, precisions=bf16+fp8, node=4 nm, announced=2024-05, variant_of=nv-h800-sxm")  # fmt: skip
_PREDICATES = (
    'tpp >= 4800 or (tpp >= 1_600 and not performance_density < 5.92) and family in {h20, "rtx 4090"}',
    "memory_bandwidth + -2 * (interconnect_bandwidth - 1e3) / 4 >= @letters.sum and announced <= 2024-11-05",
    "vendor == amd or gpudirect_rdma != 'yes' and @us.ear.3a090.a.tpp < tpp",
)
_RULES = (
    (FACTS / "law" / "counterfactuals.yaml").read_text("utf-8")[:4000],
    "title: A lower line\nnamespace: us.ear.3a090\nthresholds:\n"
    "- {id: own.tpp, value: 2000, unit: TPP, begins: 2024-01-01}\nitems:\n"
    "- {paragraph: 3A090.a.1, when: tpp >= @own.tpp, begins: 2024-01-01}\n"
    "- {paragraph: 3A090.a.9, when: memory_bandwidth >= 3000, begins: 2024-06-01}\nremoves: [3A090.b]\n",
)

_CASES = (
    "model,org,country,release_date,path,commit,stage,truth_chips,truth_family,truth_vendor,expected_level,confidence\n"
    "DeepSeek-V3,DeepSeek,CN,2024-12-26,deepseek,abcdef0123,pretraining,nv-h800-sxm,h800,nvidia,exact_chip,high\n"
)
_LIST = "# ours\nsubject,model,released\n./one,deepseek-v3,2024-12-26\nhttps://example.org/two.git,,\n"
_RESULT = json.dumps(
    {"schema_version": "1", "question": {"subject": "x"}, "verdict": {}, "candidates": [], "undated": []}
)

PARSERS: tuple[Target, ...] = (
    Target("predicates", texts(*_PREDICATES), _predicate, examples=150),
    Target("facts-document", encoded(CHIP, *PATCHES), lambda data: read_document(written(data)), examples=120),
    Target("facts-overlay", encoded(CHIP), _overlay),
    Target("rule-file", encoded(*_RULES), lambda data: read_rule(written(data))),
    Target("rule-patch", encoded(*PATCHES), lambda data: read_patch(written(data))),
    Target("case-table", encoded(_CASES), lambda data: read_cases(written(data, "cases.csv"))),
    Target("subject-list", encoded(_LIST), lambda data: read_list(written(data, "list.csv"))),
    Target("stored-result", encoded(_RESULT), _stored, examples=40),
    Target(
        "config-json",
        encoded(json.dumps(CONFIG), json.dumps(PLAIN_CONFIG, indent=1)),
        lambda data: read_config(data, "config.json"),
        examples=120,
    ),
    Target("safetensors", blobs(_WEIGHTS), _safetensors, examples=120),
    Target("safetensors-index", encoded(_INDEX), lambda data: safetensors.read_index(data, "index.json")),
    Target(
        "git-delta",
        blobs(_DELTA),
        lambda data: (apply_delta(bytes(100), data), delta_length(data)),
        (Damaged,),
        examples=150,
    ),
    Target(
        "git-packentry",
        blobs(b"\x9f\x01x", b"\xe5\x81\x10" + b"x" * 20, b"\x75" + b"x" * 20),
        lambda data: read_header(data, min(2, len(data)), 20),
        (Damaged, IndexError),
        examples=150,
    ),
    Target(
        "git-files",
        st.sampled_from(sorted(gits.contents(SCRATCH))).flatmap(
            lambda place: st.tuples(st.just(place), blobs(gits.contents(SCRATCH)[place]))
        ),
        lambda given: gits.changed(SCRATCH, *given),
        examples=30,
    ),
    Target(
        "git-objects",
        st.tuples(st.sampled_from(gits.KINDS), blobs(gits.TREE, gits.COMMIT, gits.TAG)),
        lambda given: gits.with_object(SCRATCH, *given),
        examples=30,
    ),
    Target("archive", blobs(*_ARCHIVES), _archive, examples=120),
    Target("notebook", encoded(_NOTEBOOK), _notebook, examples=120),
    Target("pdf-lines", texts("We trained on 2,048 H800\r\nGPUs for two mon-\nths.\n\n1 Intro\0duction"), paragraphs),
    Target(
        "pdf-child", blobs(pdf([["We trained on H800."]])), lambda data: content_of("a.pdf", data, bool), examples=3
    ),
    Target("statement", texts(*SENTENCES).map(whole), _statement, examples=100),
    Target("text", encoded(*SENTENCES, "export NCCL_IB_GID_INDEX=3 # 8x H800\n"), lambda data: scan(stream_of(data))),
    Target("claim", texts(*CLAIMS), read_claim, examples=60),
    Target("inline-chip", texts(*_CHIPS), _described, examples=60),
    Target("names", texts("h20", "nvidia h100 sxm 80gb", "RTX 4090 D", "deepseek-v3", "llama 2 7b"), _named),
    Target("day", texts("2024-11-05", "5 November 2024", "20241105", "11/05/2024"), as_day, examples=200),
    Target("query-string", texts(*QUERIES), _query, examples=40),
    Target("ask", _asked(), lambda given: ask(given[0], given[1]), examples=40),
)
TARGETS = (*PARSERS, *face_targets(CHIP, PATCHES, _RULES[1]))
