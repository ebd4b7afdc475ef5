// Made-up documents. The places, meetings and persons do not exist; some titles try to be markup.

const HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror="window.harmed=1">', "铁路 & 公路 <b>联运</b> 的“上海精神”"];

const TITLES = {
  "zh-Hans": ["青湖论坛联合声明", "在白桦镇会议上的讲话", "关于灯塔港的报告", "互学互鉴谈话录"],
  en: ["Statement of the Green Lake Forum", "Remarks at Birch Town", "Report on Lighthouse Harbour"],
  ru: ["Заявление форума «Зелёное озеро»", "Выступление в Берёзовом", "Доклад о порте Маяк"],
};
const SENTENCES = {
  "zh-Hans": "与会各方重申“上海精神”，愿在青湖之畔深化合作，共同办好下一届论坛。",
  en: "The participants reaffirmed the Shanghai Spirit (上海精神) and wished to deepen their work at Green Lake.",
  ru: "Участники подтвердили «шанхайский дух» (上海精神) и готовность углублять работу на Зелёном озере.",
};
const SECOND = {
  "zh-Hans": "灯塔港的仓库、铁路 & 码头已经连成一片。",
  en: "The warehouses & the railway of Lighthouse Harbour are now one.",
  ru: "Склады и железная дорога порта Маяк теперь соединены.",
};
const TYPES = ["speech", "declaration", "report"];
const PLACES = ["青湖", "New Harbour", "Берёзовый"];

const LANGUAGES = ["zh-Hans", "zh-Hans", "en", "ru"];

export const documents = Array.from({ length: 36 }, (_, i) => {
  const language = LANGUAGES[i % 4];
  const titles = TITLES[language];
  const year = 2024 - (i % 9);
  return {
    document: `made-up/${i + 1}`,
    title: i >= 3 && i < 6 ? HOSTILE[i - 3] : i === 9 ? null : `${titles[i % titles.length]}（${i + 1}）`,
    date: i === 7 ? "2017-06-08/2017-06-09" : i % 3 ? `${year}-06-${String((i % 27) + 1).padStart(2, "0")}` : String(year),
    type: TYPES[i % 3],
    language,
    place: PLACES[(i >> 1) % 3],
    sentences: i % 2 ? [SENTENCES[language], SECOND[language]] : [SENTENCES[language]],
  };
});

export const completions = [
  { text: "上海精神", kind: "name" },
  { text: "上海五镇会议", kind: "name", name: "五镇会议" },
  { text: "上海路灯塔港报告", kind: "title" },
  { text: "上海的", kind: "word" },
  { text: "Shanghai Spirit", kind: "name" },
  { text: "шанхайский дух", kind: "name" },
];
