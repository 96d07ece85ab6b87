"""The words that claims are made of, language by language.

English has a reader of its own (what stands before and after the words decides); the other languages
share one that asks for the words, a model close by and no other noun between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.openness.model import About, Strength
from detectors.openness.permits import ALLOWED, FORBIDDEN

_B: Final = r"(?<![\w@/.#-])"
_E: Final = r"(?![\w@/+]|\.\w|-(?!-|sourced?\b|weights?\b))"


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"{_B}(?:{'|'.join(alternatives)}){_E}", re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written out as text."""
    return frozenset(text.split())


#: Adjectives between "open" and its noun, and the nouns: "open" alone is said of issues and files as well.
_ADJECTIVE: Final = (
    r"(?!(?:the|an?|your|this|that|any|in|it|up|to|source|for|with|each|all|new|issues?|question|problem)\b)"
    r"[\w,-]{2,24}"
)
_OPEN_NOUNS: Final = (
    r"models?|LLMs?|VLMs?|MLLMs?|datasets?|corpus|corpora|platforms?|frameworks?|toolkit|librar(?:y|ies)"
    r"|reproductions?|replications?|benchmarks?|suite|databases?|atlas"
)
#: English claim words; the first pattern that fits at a place names the strength.
ENGLISH: Final[tuple[tuple[Strength, re.Pattern[str]], ...]] = (
    (
        Strength.FULL,
        _words(
            r"(?:fully|truly|completely|totally|entirely|genuinely"
            r"|100 ?%)[ -]+open(?:[ -]?sourc(?:ed?|ing))?(?![ -]?weight)"
        ),
    ),
    (
        Strength.STRONG,
        _words(
            r"open[ -]?sourc(?:e[ds]?|ing)",
            r"F(?:LO)?OSS",
            r"free (?:and open[ -]source )?software",
            r"libre software",
        ),
    ),
    (
        Strength.WEAK,
        _words(
            r"open[ -]?weight(?:s|ed)?",
            r"(?:openly|publicly|freely) (?:available(?! for\b[^.;]{0,24} commercial)|released"
            r"|releas(?:e|es|ing)|licensed|shared|downloadable)",
            r"open (?:base |foundation |language |large language )?(?:models?|LLMs?)",
            # "An open bilingual language model", "open, multi-language framework": the noun is no part of it.
            rf"(?<=[aA]n )(?:(?:fully|truly) )?open(?=,? (?:{_ADJECTIVE} ){{0,5}}?(?:{_OPEN_NOUNS})\b)",
            rf"(?<=\bis )open(?=, (?:{_ADJECTIVE} ){{0,4}}?(?:{_OPEN_NOUNS})\b)",
            rf"(?<=\bare )open(?=, (?:{_ADJECTIVE} ){{0,4}}?(?:{_OPEN_NOUNS})\b)",
            rf"(?<=[Nn]ew )open(?=,? (?:{_ADJECTIVE} ){{0,4}}?(?:{_OPEN_NOUNS})\b)",
            rf"(?<=: )Open(?= (?:{_ADJECTIVE} ){{0,5}}?(?:{_OPEN_NOUNS})\b)",
            r"(?<=[Tt]his )open(?= (?:version|release)\b)",
            r"public(?= (?:[A-Z][\w.-]{1,30} )?(?:model |pre-?trained )?(?:checkpoints|weights)\b)",
            r"source[ -]available",
        ),
    ),
    (Strength.RESTRICTION, _words(*FORBIDDEN)),
    (Strength.PERMISSION, _words(*ALLOWED)),
)

#: Words of "is not …" right before a claim word.
NEGATED: Final = re.compile(
    r"(?:\b(?:not|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|hasn['’]t|haven['’]t|doesn['’]t|don['’]t"
    r"|never|no longer|neither|nor|no|cannot|can['’]t|without"
    r"|rather than|instead of)\b(?:[ ,]+(?:be|been|been made|released|available|yet|fully|truly|an?|the"
    r"|really"
    r"|actually|currently|technically"
    r"|strictly|is|are|under|released as|considered|support|allow|permit|purely|entirely|completely"
    r"|any|of|OSI|[\"'“‘])){0,4}"
    r"|\bnon-?)[\s\"“'‘]*$",
    re.IGNORECASE,
)
#: "Unlike open-source models …": the words belong to somebody else.
CONTRAST: Final = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|as opposed to|versus|vs\.?|compared (?:to|with)"
    r"|between)\b[^,.;]{0,60}$",
    re.IGNORECASE,
)
#: "The strongest open-source model": said of a field that the model may belong to.
COMPARED: Final = re.compile(
    r"\b(?:other|others|among(?:st)?|best|strongest|leading|top|first|most|largest|biggest|fastest"
    r"|existing|previous|prior"
    r"|current|currently|state-of-the-art|SO?TA|comparable|than|surpass\w*|outperform\w*|beat(?:s"
    r"|ing)?|exceed\w*|rival\w*"
    r"|competitive|superior|similar|next|better|highest|ranks?|ranking|against|across|advanced|any"
    r"|many|various"
    r"|popular|mainstream|recent|new state)\b|#\s?1",
    re.IGNORECASE,
)
#: "Meta calls it open source".
ATTRIBUTED: Final = re.compile(
    r"\b(?:according to|so-called|self-described|self-proclaimed|purported(?:ly)?|alleged(?:ly)?"
    r"|supposed(?:ly)?|claimed to be"
    r"|(?:advertised|marketed|described|touted|billed|labell?ed|branded|(?<!also )referred to"
    r"|(?<!also )known|regarded"
    r"|presented) as"
    r"|(?<!\bwe )(?<!\bI )(?:calls|called|call (?:it|them|this|their)|claims|claimed|describes|says"
    r"|said|markets|advertises|touts|labels"
    r"|brands|insists|announced|argues|considers|stated))\b",
    re.IGNORECASE,
)
#: Questions, wishes and conditions.
IF_ONLY: Final = re.compile(
    r"\b(?:if|whether|unless|would|should|could|might|may|hope(?:s|fully)?|wish|please(?! note"
    r"| be aware)|can you"
    r"|could you|when will|why|ask(?:ing)?"
    r"|request(?:ing)?|suppose|imagine|until|once|must|need(?:s)? to|want(?:s)? to|consider)\b",
    re.IGNORECASE,
)
PLANNED: Final = re.compile(
    r"\b(?:will(?! (?:continue|remain|keep|stay|always)\b)|shall|plan(?:s|ned|ning)?"
    r"|going to|soon|upcoming|to be|intend(?:s)?|aim(?:s)?"
    r"|roadmap|todo|preparing|future|planned)\b",
    re.IGNORECASE,
)
#: "… problems arising from the use of the open-source model".
LIABILITY: Final = re.compile(
    r"\b(?:aris(?:e|es|ing) (?:from|out of)|caused by|liab\w{2,8}|responsib\w{3,8}|misus\w{1,3}"
    r"|risks?|at your own|damages?"
    r"|disclaim\w*|warrant\w*|abused?)\b|导致|责任|风险|滥用|损失|由于使用|후果|책임|責任|リスク",
    re.IGNORECASE,
)
#: The words are an argument about licenses.
ARGUMENT: Final = re.compile(
    r"\bso (?:that )?(?:we|you|I|it|they) (?:can|could|may|should)\b|\bre-?licen[sc]\w+|\bredistribut\w+"
    r"|\b(?:allowed|permitted|free|okay|ok|safe|fine) to (?:ship|bundle|include|use|sell|distribute"
    r"|modify|embed|vendor|host)"
    r"|\bcan (?:be |we |you |I )?(?:legally |safely |freely |just )?(?:ship|bundle|shipped|bundled"
    r"|sell|sold|redistribut\w+|vendor\w*)\b"
    r"|\bcommercial(?:ly)?\b|\blicen[sc](?:e|es|ed|ing)\b|\bSPDX\b|许可|授权|商用|協議|协议|라이선스|ライセンス",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r"[\"“‘「『«'][^\"“”‘’「」『』«»\n]{0,24}$")
QUOTED_END: Final = re.compile(r"^[^\"“”‘’「」『』«»\n]{0,12}[\"”’」』»']")

#: Nouns and what a claim about them is about. A noun that is in no list makes it somebody else's.
NOUNS: Final[dict[str, About]] = {
    **dict.fromkeys(
        words(
            """model models llm llms vlm vlms slm slms mllm lm lms moe moes series family families
            lineup variant variants transformer transformers chatbot chatbots checkpoint-series
            mllms lmms lmm flagship generation suite"""
        ),
        About.MODEL,
    ),
    **dict.fromkeys(
        words("""weight weights checkpoint checkpoints parameter parameters params"""),
        About.WEIGHTS,
    ),
    **dict.fromkeys(
        words(
            """code codes codebase script scripts source sources implementation implementations
            pipeline pipelines library libraries package packages toolkit recipe recipes kernels
            kernel tokenizer tokenizers"""
        ),
        About.CODE,
    ),
    **dict.fromkeys(
        words("""dataset datasets data corpus corpora data-set atlas"""),
        About.DATA,
    ),
    **dict.fromkeys(
        words("""benchmark benchmarks leaderboard testset"""),
        About.BENCHMARK,
    ),
    **dict.fromkeys(
        words(
            """project projects repo repos repository repositories software work works app tool
            framework program"""
        ),
        About.PROJECT,
    ),
}
#: After a model's name these make it something else: "the open-source Llama community".
OTHERS: Final = words(
    """community communities ecosystem tools tool tooling framework frameworks library libraries
    platform platforms project projects app apps application applications client clients server
    servers integration integrations api apis sdk sdks ui gui interface assistant assistants agent
    agents bot bots plugin plugins extension extensions alternative alternatives competitor
    competitors clone clones wrapper wrappers proxy gateway router port ports implementation
    implementations reimplementation replication reproduction version equivalent replacement license
    licence licenses licences licensing plan plans initiative organization foundation week team labs
    lab engine engines runtime cli ide editor stack solution solutions package packages software
    repo repository repositories fork forks provider providers support compatible based powered
    style like inspired demo demos notebook notebooks guide tutorial cookbook benchmark benchmarks
    leaderboard code dataset datasets data users user zoo hub card cards training serving inference
    deployment development market access research name names id ids usage option options call calls
    selection architecture architectures developers developer world landscape space movement
    evaluation evals harness backend frontend connector driver report reports paper papers tutorials
    cookbooks course courses book books handbook pipeline pipelines guides"""
)
#: Words that may stand inside of a noun phrase before its noun.
ADVERBS: Final = words(
    """now also fully completely truly entirely all both currently officially already publicly totally
    freely available released published made being be been as an a the just today finally is are
    have has had and free proudly openly each either of them not n't 100% still indeed under
    generally widely an's further will to"""
)
STOP: Final = words(
    """for of in on with to by that which who whose than from via using at is are was were be been has
    have had can will into through within under where when while but because so as if since between
    about over per after before without it they we you i he she this supports support enables
    provides offers including such like does do did"""
)
#: Forms of "be", and the verbs with which "we" bring something out.
BE: Final = words("""is are was were remains remain stays became becomes be""")
MAKING: Final = words(
    """present presents presenting presented introduce introduces introducing introduced release releases
    released releasing propose proposes proposed proposing provide provides provided providing
    announce announces announced announcing unveil unveils unveiled unveiling launch launches launched
    launching offer offers offering develop develops developed developing build builds built building
    create creates created creating publish publishes published publishing deliver delivers delivering
    make makes making made share sharing shared ship ships shipping maintain maintains"""
)

#: The long names of the Creative Commons licenses, part by part.
_BY: Final = r"Creative Commons Attribution"
_NC: Final = r"[ –-]{1,3}Non-?Commercial"
_SA: Final = r"[ –-]{1,3}Share-?Alike"
_ND: Final = r"[ –-]{1,3}No-?Deriv(?:ative|ative[ -]Work)?s?"
_TAIL: Final = r"(?:[ ,]{1,2}(?:v\.?|version )?[34]\.0)?(?: International)?"
_LICENSES: Final[tuple[tuple[str, str], ...]] = (
    ("LicenseRef-modified-MIT", r"modified[ _-]+MIT|MIT (?:with|\+) \w+"),
    (
        "Apache-2.0",
        (
            r"Apache(?:[ -]Licen[sc]e)?(?:,? ?(?:version|v)\.?)?[ -]?2(?:\.0)?|ASL ?2\.0"
            r"|Apache(?: Software)? Licen[sc]e|Apache(?=[ -]licensed)"
        ),
    ),
    ("MIT-0", r"MIT-0|MIT No Attribution"),
    ("MIT", r"MIT"),
    (
        "AGPL-3.0",
        (
            r"(?:GNU )?A(?:ffero )?GPL[ -]?(?:v|version )?3?(?:\.0)?(?:-only|-or-later|\+)?"
            r"|GNU Affero General Public Licen[sc]e"
        ),
    ),
    (
        "LGPL",
        (
            r"(?:GNU )?LGPL[ -]?(?:v|version )?[23]?(?:\.[01])?(?:-only|-or-later|\+)?"
            r"|GNU Lesser General Public Licen[sc]e"
        ),
    ),
    (
        "GPL-2.0",
        (
            r"GNU General Public Licen[sc]e,? (?:version |v)2|(?:GNU )?GPL[ -]?(?:v"
            r"|version )?2(?:\.0)?(?:-only|-or-later|\+)?"
        ),
    ),
    (
        "GPL-3.0",
        (
            r"GNU General Public Licen[sc]e,? (?:version |v)3|(?:GNU )?GPL[ -]?(?:v"
            r"|version )?3(?:\.0)?(?:-only|-or-later|\+)?"
        ),
    ),
    ("GPL", r"(?:GNU )?GPL|GNU General Public Licen[sc]e"),
    ("BSD-2-Clause", r"BSD[ -]2(?:[ -]Clause)?|Simplified BSD|FreeBSD Licen[sc]e"),
    ("BSD-3-Clause", r"BSD[ -]3(?:[ -]Clause)?|(?:New|Modified) BSD"),
    ("BSD", r"BSD"),
    ("MPL-2.0", r"MPL[ -]?2(?:\.0)?|Mozilla Public Licen[sc]e(?:,? ?(?:version|v)\.? ?2(?:\.0)?)?"),
    (
        "CC-BY-NC-SA-4.0",
        rf"CC[ -]BY[ -]NC[ -]SA(?:[ -][34]\.0)?|{_BY}{_NC}{_SA}{_TAIL}",
    ),
    (
        "CC-BY-NC-ND-4.0",
        rf"CC[ -]BY[ -]NC[ -]ND(?:[ -][34]\.0)?|{_BY}{_NC}{_ND}{_TAIL}",
    ),
    ("CC-BY-NC-4.0", rf"CC[ -]BY[ -]NC(?:[ -][34]\.0)?|{_BY}{_NC}{_TAIL}"),
    ("CC-BY-SA-4.0", rf"CC[ -]BY[ -]SA(?:[ -][34]\.0)?|{_BY}{_SA}{_TAIL}"),
    ("CC-BY-ND-4.0", rf"CC[ -]BY[ -]ND(?:[ -][34]\.0)?|{_BY}{_ND}{_TAIL}"),
    ("CC-BY-4.0", rf"CC[ -]BY(?:[ -][34]\.0)?|{_BY}(?![ -]?(?:Non|Share|No)){_TAIL}"),
    ("CC0-1.0", r"CC[ -]?0(?:[ -]1\.0)?"),
    ("ISC", r"ISC"),
    ("Unlicense", r"(?:The )?Unlicense"),
    ("OpenMDW", r"OpenMDW(?:[ -]1\.[01])?"),
    (
        "OpenRAIL",
        r"(?:(?:Creative ?ML|BigCode|BigScience|Code ?ML)[ -])?(?:Open ?)?RAIL(?:\+\+)?(?:-[MDASC]{1,3})?",
    ),
)
#: In small letters these are words ("mit" is German), or parts of others.
_CAPITALS: Final = frozenset({"MIT", "ISC", "Unlicense"})
#: A license that has a name of its own: "Tongyi Qianwen LICENSE AGREEMENT", "Model License".
_OWN_NAME: Final = (
    r"(?!(?:The|This|Under|See|All|Our|An?|Licensed|Released|Its|Your|View"
    r"|Read|of|for)\b)(?:[A-Z][A-Za-z0-9_.+-]{0,30}|\d\.\d|-|\[\w+\]|AI|NC)"
    r"(?: (?:[A-Z][A-Za-z0-9_.+-]{0,30}|\d(?:\.\d)?|-|\[\w+\]|for|of)){0,6} "
    r"(?:Licen[sc]e|LICEN[SC]E)(?: (?:Agreement|AGREEMENT))?(?: v?\d\.\d(?: ?- ?NC)?)?"
    r"|(?!(?:The|This|Our|See|Its|Your)\b)[A-Z][A-Za-z0-9_.+-]{0,30}"
    r"(?: (?:[A-Z][A-Za-z0-9_.+-]{0,30}|\d(?:\.\d)?)){0,5} (?:Terms of Use|Model Agreement|Terms|TOU)"
)
#: License names; the number of the group that fits is that of its id in `LICENSE_IDS`.
LICENSE: Final = re.compile(
    r"(?<![A-Za-z0-9_@/.#-])(?:"
    + "|".join(f"({_name if _id in _CAPITALS else f'(?i:{_name})'})" for _id, _name in _LICENSES)
    + rf"|({_OWN_NAME}))(?![A-Za-z0-9_@]|-(?![Ll]icen)\w|\.\w)"
)
LICENSE_IDS: Final = (*(name for name, _ in _LICENSES), "")


@dataclass(frozen=True, slots=True)
class Language:
    """A language other than English, of which fewer forms are read.

    ``other`` fits what follows the words where they describe something else than a model, ``nouns`` a model
    or weights right behind them; ``spaced`` says whether nearness counts in words or in characters.
    """

    code: str
    strong: re.Pattern[str]
    other: re.Pattern[str]
    nouns: re.Pattern[str]
    own: re.Pattern[str]
    negated: re.Pattern[str]
    compared: re.Pattern[str]
    planned: re.Pattern[str]
    attributed: re.Pattern[str]
    allowed: re.Pattern[str]
    forbidden: re.Pattern[str]
    spaced: bool = True
    lowered: bool = False


_NONE: Final = r"(?!)"


def _language(code: str, *, spaced: bool = True, lowered: bool = False, **patterns: str) -> Language:
    compiled = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in patterns.items()}
    for name in ("negated", "compared", "planned", "attributed", "allowed", "forbidden"):
        compiled.setdefault(name, re.compile(_NONE))
    return Language(code, spaced=spaced, lowered=lowered, **compiled)


LANGUAGES: Final = (
    _language(
        "zh",
        spaced=False,
        lowered=True,
        strong=r"开源|開源|开放源代码|开放源码|開放原始碼",
        other=r"^了?(?:的)?(?:(?:大?(?:语言)?模型|LLM)的?(?:项目|社区|生态|平台|框架|工具)|社区|工作|贡献者|社群|框架|工具|协议|計畫|计划|項目"
        r"|项目|许可|許可|库|数据|数据集|代码|軟體|软件|生态|平台|组织|基金会"
        r"|评测|基准|榜单|贡献"
        r"|(?:大?(?:语言)?模型|LLM)?的?(?:应用|开发|部署|微调|入门|实战|学习|\s){0,4}"
        r"(?:教程|课程|手册|指南|文档|论文|书籍|技术报告|报告|食谱|流水线|cookbook|tutorial|pipeline)"
        r"|方案|技术|实现|应用|引擎|插件|客户端|中国|地址|链接|仓库|硬件|精神|力量|世界|领域|爱好者|语料|套件|组件|训练|推理|替代|版权|声明|协定|授权|力度|界|圈)",
        nouns=r"^了?(?:的|一个|一款|最新|最强|最大|首个|全新|版|版本|中文|英文|双语|多模态|对话|语言|视觉|代码|推理|通用|基座|基础|大|轻量级|轻量|的是"
        r"|、|，|\s){0,5}(?:模型|大模型|权重|参数|LLM)",
        own=r"本模型|该模型|我们的模型|此模型|模型权重|本系列模型|模型参数",
        negated=r"(?:不是|并非|未|没有|不|尚未|暂未|非|闭源而非)(?:被|会|完全|真正|再|正式)?$",
        compared=r"不同|其他|其它|最强|最大|最好|领先|领跑|超[过越]|优于|同类|主流|所有|现有|一众|当前|顶级|第一|首个|榜首|相比|对比|众多|各种|多种|多个|媲美"
        r"|同尺寸|同等|同规模|同级|SOTA|持平|前列|最先进|模型中|模型里|之一|等",
        planned=r"(?:将|计划|即将|准备|后续|未来|会|陆续)[^，。]{0,6}$",
        attributed=r"声称|号称|所谓|据称|宣称|被称为|自称",
        allowed=r"可商用|可以商用|免费商用|允许商业|允许商用|支持商用|支持商业|(?:可以?|允许|能够?)用于(?:任何|各种)?商业|(?:允许"
        r"|支持)免费商[用业](?:使用)?|可以?(?:出于|为了?|以)商业(?:性)?目的(?:而|的)?(?:修改|使用|复制|分发)|(?:允许"
        r"|支持)免费商[用业](?:使用)?|免费商业使用|可免费商用|可用于商业|商业友好|商用免费|无限制使用|商业使用权",
        forbidden=r"不可商用|禁止商用|不得商用|不能商用|仅供(?:学术)?研究|仅限(?:学术)?研究|仅用于(?:学术)?研究|非商业用途|不得用于(?:任何)?商业"
        r"|禁止商业|不可用于商业|非商用|不适用于任何商业|仅(?:供|限|限于|用于)(?:于)?(?:学术|教育|科研|个人|非商业|教学)"
        r"|(?:不得|不能|禁止|不可|不应)(?:将[^，。]{0,12})?用于(?:任何)?商业|用于教育和研究目的|(?:供|用于)学术用途",
    ),
    _language(
        "ja",
        spaced=False,
        strong=r"オープンソース",
        other=r"^の?(?:コミュニティ|フレームワーク|ツール|ライブラリ|プロジェクト|ソフトウェア|ライセンス|データ|コード|プラットフォーム|実装|ベンチマーク"
        r"|エコシステム|代替|エージェント|アプリ)",
        nouns=r"^(?:の|化された|な|である|大規模|言語|\s){0,4}(?:モデル|LLM|重み)",
        own=r"本モデル|このモデル|当モデル|私たちのモデル|モデルの重み",
        negated=r"非$",
        compared=r"他の|最も|最強|最高|超え|上回|主要|すべて|既存|トップ|比較|様々|多く|多数|など",
        planned=r"予定|今後",
        attributed=r"によると|と主張|いわゆる|と称",
        allowed=r"商用利用(?:も|が)?(?:可能|可|できます|自由)|商用可",
        forbidden=r"商用利用(?:は|が)?(?:不可|禁止|できません)|非商用|(?:学術|研究|教育)(?:目的|用途)?(?:および|・|や|と)?(?:学術|研究"
        r"|教育)?(?:目的|用途)(?:のみ|に限)"
        r"|商業的(?:または\w{1,6})?な?目的(?:に)?は?使用(?:されません|しないで|できません|禁止)",
    ),
    _language(
        "ko",
        spaced=False,
        lowered=True,
        strong=r"오픈 ?소스|공개 ?소스",
        other=r"^(?:의)?\s*(?:커뮤니티|프레임워크|도구|라이브러리|프로젝트|소프트웨어|라이선스|데이터|코드|플랫폼|구현|벤치마크|생태계|대안|에이전트|앱)",
        nouns=r"^(?:로|의|인|\s|언어|대규모|거대){0,5}(?:모델|LLM|가중치)",
        own=r"본 모델|이 모델|저희 모델|우리 모델|해당 모델",
        negated=r"비$",
        compared=r"다른|최고|최강|가장|능가|주요|모든|기존|비교|뛰어넘|다양한|여러|등",
        planned=r"예정|계획",
        attributed=r"에 따르면|라고 주장|소위|이른바",
        allowed=r"상업적(?:으로)? (?:이용|사용|활용)(?:이|도|은)? ?(?:가능|허용|할 수 있)",
        forbidden=r"상업적 (?:이용|사용)(?:은|이)? ?(?:불가|금지|할 수 없)|비상업적"
        r"|(?:학술|연구|교육)(?:적)? ?(?:및 (?:학술|연구|교육)(?:적)? )?목적으로만"
        r"|상업적[^.。]{0,16}사용되어서는 안",
    ),
    _language(
        "pt",
        strong=r"\bc[óo]digo aberto\b|(?<=vers[ãa]o )open[- ]source\b|\bsoftware livre\b",
        other=r"^\s+(?:para|com|que (?:usa|utiliza))\b",
        nouns=r"^(?:\s+de pesos)?\s*$",
        own=r"\b(?:este|nosso) modelo\b|\bnossos modelos\b|\bos pesos\b",
        negated=r"\bn[ãa]o (?:é|são|e|sao)(?: de| um modelo de)?\s*$",
        compared=r"\boutros?\b|\bmelhor(?:es)?\b|\bmaior(?:es)?\b|\bsupera\w*|\btodos\b"
        r"|\bprincipais\b|\bdo que\b|\bv[áa]rios\b",
        planned=r"\b(?:será|serão|planej\w+|em breve|vai ser)\b",
        attributed=r"\bsegundo\b|\bde acordo com\b|\bchama(?:m|do)?\b|\bdiz\b",
        allowed=r"\b(?:permite|permitido o|livre para|liberado para) uso comercial\b"
        r"|\buso comercial (?:é )?(?:permitido|livre|liberado)",
        forbidden=r"\bn[ãa]o comercial\b|\b(?:apenas|somente|exclusivamente|só) para (?:fins? )?(?:de )?"
        r"(?:pesquisa|acad[êe]micos?|educacionais|educativos|estudo)\b",
    ),
    _language(
        "es",
        strong=r"\bc[óo]digo abierto\b|(?<=versi[óo]n )open[- ]source\b"
        r"|\bsoftware libre\b|\bfuente abierta\b",
        other=r"^\s+(?:para|con|que (?:usa|utiliza))\b",
        nouns=r"^\s*$",
        own=r"\b(?:este|nuestro) modelo\b|\bnuestros modelos\b|\blos pesos\b",
        negated=r"\bno (?:es|son)(?: de| un modelo de)?\s*$",
        compared=r"\botros?\b|\bmejor(?:es)?\b|\bmayor(?:es)?\b|\bsupera\w*|\btodos\b"
        r"|\bprincipales\b|\bentre\b|\bvarios\b",
        planned=r"\b(?:será|serán|planea\w*|pronto|va a ser)\b",
        attributed=r"\bsegún\b|\bllama(?:n|do)?\b|\bdice\b|\bafirma\b",
        allowed=r"\b(?:permite(?: el)?|permitido el|libre para|apto para) uso comercial\b"
        r"|\buso comercial (?:está )?permitido",
        forbidden=r"\bno comercial\b|\b(?:s[óo]lo|únicamente|solamente|exclusivamente)(?: es)? (?:para"
        r"|con) (?:fines )?(?:de )?"
        r"(?:investigaci[óo]n|acad[ée]micos?|educativos?|estudio)\b|\bpara ningún propósito comercial\b",
    ),
    _language(
        "fr",
        strong=r"(?<=version )open[- ]source(?= (?:sur|est|du|de|des)\b)"
        r"|\bopen[- ]source(?= (?:du|de la|des|de l['’]))"
        r"|\ben open[- ]source\b|\blogiciels? libres?\b|\bcode source ouvert\b|\bsource ouverte\b",
        other=r"^\s+(?:pour|avec|qui utilise)\b",
        nouns=r"^\s*$",
        own=r"\b(?:ce|notre) mod[èe]le\b|\bnos mod[èe]les\b|\bles poids\b",
        negated=r"\bn(?:['’]est|e sont) pas (?:un |une |des |en |du )?\s*$",
        compared=r"\bautres?\b|\bmeilleure?s?\b|\bd[ée]pass\w+|\btous\b|\bparmi\b|\bprincipaux\b"
        r"|\bplusieurs\b",
        planned=r"\b(?:sera|seront|bientôt|prévu\w*)\b",
        attributed=r"\bselon\b|\bd['’]après\b|\bappelle\b|\bqualifie\b|\bprétend\b",
        allowed=r"\b(?:permet|autorise)(?: l['’]| un )(?:usage|utilisation) commerciale?\b"
        r"|\busage commercial (?:est )?autorisé",
        forbidden=r"\bnon[ -]commerciale?s?\b|\brecherche uniquement\b|\bà des fins (?:académiques?"
        r"|de recherche|éducatives?)"
        r"(?: et (?:académiques?|de recherche|éducatives?))? (?:uniquement|seulement)\b"
        r"|\bne doi(?:t|vent) pas être utilisée?s? à des fins commerciales\b",
    ),
    _language(
        "de",
        strong=r"\bquelloffene?[nrsm]?\b|\bfreie[rs]? Software\b",
        other=r"^\s+(?:Werkzeug\w*|Tools?|Bibliothek\w*|Framework\w*|Gemeinschaft|Community"
        r"|Projekte?\w*|Software|Plattform\w*|Alternative\w*|Anwendung\w*|für|mit|Agent\w*"
        r"|Assistent\w*)",
        nouns=r"^\s+(?:\w+e[nrs]?\s+){0,3}\w{0,20}(?:modell\w{0,3}|LLMs?|Gewichte)",
        own=r"\b(?:dieses|unser) Modell\b|\bunsere Modelle\b|\bdie Gewichte\b",
        negated=r"\b(?:nicht|kein\w{0,2})(?: wirklich| vollständig)?\s*$",
        compared=r"\bandere\w*|\bbeste\w*|\bstärkste\w*|\bführende\w*|\bübertr\w+|\balle\b"
        r"|\bunter den\b|\bals\b|\bviele\b",
        planned=r"\b(?:wird|werden|geplant|bald|künftig)\b",
        attributed=r"\blaut\b|\bnennt\b|\bbezeichnet\b|\bsogenannt\w*|\bangeblich\b",
        allowed=r"\bkommerzielle (?:Nutzung|Verwendung) (?:ist )?(?:erlaubt|gestattet|möglich)"
        r"|\berlaubt (?:die )?kommerzielle Nutzung",
        forbidden=r"\bnicht[- ]?kommerziell\w*|\b(?:nur|ausschließlich) (?:zu|für) (?:Forschung|Bildung"
        r"|akademische|wissenschaftliche)\w*",
    ),
    _language(
        "id",
        strong=r"\bsumber terbuka\b|\bperangkat lunak bebas\b",
        other=r"^\s+(?:untuk|dengan)\b",
        nouns=r"^\s*$",
        own=r"\bmodel (?:ini|kami)\b|\bbobot model\b",
        negated=r"\b(?:bukan|tidak)(?: model)?\s*$",
        compared=r"\blain(?:nya)?\b|\bterbaik\b|\bterbesar\b|\bmelampaui\b|\bsemua\b|\bantara\b|\bberbagai\b",
        planned=r"\b(?:akan|segera|rencana\w*)\b",
        attributed=r"\bmenurut\b|\bmenyebut\b|\bmengklaim\b",
        allowed=r"\b(?:mengizinkan|boleh untuk|bebas untuk) penggunaan komersial\b"
        r"|\bpenggunaan komersial (?:diizinkan|diperbolehkan)",
        forbidden=r"\bnon-?komersial\b|\bhanya untuk penelitian\b",
    ),
)
