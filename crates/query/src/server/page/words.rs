//! What the page says, in Chinese, English and Russian.

use super::language::Language;

/// The words of the page in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words(pub(crate) Language);

macro_rules! words {
    ($($name:ident: [$zh:literal, $en:literal, $ru:literal],)*) => {
        impl Words {
            $(pub(crate) fn $name(self) -> &'static str {
                self.0.of([$zh, $en, $ru])
            })*
        }
    };
}

words! {
    brand: ["上合文献检索", "SCO document search", "Поиск документов ШОС"],
    search: ["检索", "Search", "Найти"],
    placeholder: ["输入词语，如：命运共同体", "Words, e.g. Shanghai Spirit", "Что искать"],
    language: ["语言", "Language", "Язык"],
    filters: ["筛选", "Filters", "Фильтры"],
    skip: ["跳到正文", "Skip to the content", "К содержанию"],
    results: ["检索结果", "Results", "Результаты"],
    by_document: ["按文献", "by document", "по документам"],
    by_passage: ["按句", "by sentence", "по предложениям"],
    relevance: ["相关度", "relevance", "по релевантности"],
    newest: ["新到旧", "newest first", "сначала новые"],
    oldest: ["旧到新", "oldest first", "сначала старые"],
    export: ["导出", "Export", "Экспорт"],
    also: ["另检索", "also", "также"],
    literal_only: ["只检索原词", "only what I typed", "только введённое"],
    with_others: ["也检索其他名称", "other names too", "и другие названия"],
    remove: ["去掉", "remove", "убрать"],
    forms: ["词形变化", "other forms", "другие формы"],
    years: ["各年命中篇数与馆藏篇数", "Documents found and held, by year", "Найдено и всего документов по годам"],
    years_held: ["各年文献", "Documents by year", "Документы по годам"],
    year: ["年份", "Year", "Год"],
    kind: ["类型", "Type", "Тип"],
    document_language: ["文献语言", "Language", "Язык документа"],
    event: ["会议与事件", "Event", "Событие"],
    place: ["地点", "Place", "Место"],
    body: ["机构", "Body", "Орган"],
    person: ["人物", "Person", "Лицо"],
    source: ["来源", "Source", "Источник"],
    found_of: ["命中", "found", "найдено"],
    held: ["馆藏", "held", "всего"],
    previous: ["上一页", "Previous", "Назад"],
    next: ["下一页", "Next", "Вперёд"],
    pages: ["翻页", "Pages", "Страницы"],
    page: ["第", "p.", "с."],
    note: ["脚注", "note", "примечание"],
    see_help: ["检索语法见“检索说明”页", "the query language is described on the help page", "язык запросов описан на странице справки"],
    in_text: ["原文位置", "in the text", "в тексте"],
    heading: ["标题", "heading", "заголовок"],
    title: ["题名", "title", "название"],
    holds_words: ["没有文献含有原样的词句；下列各条含有其中所有的词", "Nothing holds the question as it was typed; these hold all its words", "Ничто не содержит запрос в точности; здесь есть все его слова"],
    holds_most: ["没有文献含有全部内容；下列各条含有其中大部分", "Nothing holds all of the question; these hold most of it", "Ничто не содержит запрос целиком; здесь есть большая его часть"],
    corrected: ["没有文献含有您输入的词句，现显示", "Nothing holds what you typed; showing", "Ничего не найдено по введённому; показано"],
    did_you_mean: ["您是不是要找", "Did you mean", "Возможно, вы имели в виду"],
    nothing: ["没有找到", "Nothing found", "Ничего не найдено"],
    nothing_alone: ["各词单独检索", "Each term alone", "Каждое слово отдельно"],
    nothing_pairs: ["两词同时", "Two together", "По два вместе"],
    nothing_nearest: ["最接近的有结果的检索", "The nearest search with results", "Ближайший запрос с результатами"],
    nothing_corpus: ["馆藏", "The collection", "Собрание"],
    of_other_names: ["处其他名称或词形", "of other names or forms", "под другими названиями или в других формах"],
    at_least: ["至少", "at least", "не менее"],
    milliseconds: ["毫秒", "ms", "мс"],
    reading_problem: ["检索式有误，已按普通词语检索", "The question could not be read and was asked as plain words", "Запрос не удалось разобрать, он выполнен как обычные слова"],
    more: ["更多", "more", "ещё"],
    outline: ["目录", "Outline", "Оглавление"],
    notes: ["注释", "Notes", "Примечания"],
    back: ["返回正文", "back to the text", "к тексту"],
    previous_hit: ["上一处", "Previous hit", "Предыдущее"],
    next_hit: ["下一处", "Next hit", "Следующее"],
    permalink: ["本段链接", "link to this paragraph", "ссылка на абзац"],
    cite: ["引用", "Citation", "Ссылка на источник"],
    copy: ["复制", "Copy", "Копировать"],
    copied: ["已复制", "Copied", "Скопировано"],
    about: ["文献信息", "About this document", "Об этом документе"],
    original: ["原文来源", "Source of the original", "Источник оригинала"],
    to_results: ["返回检索结果", "Back to the results", "К результатам"],
    date: ["日期", "Date", "Дата"],
    creators: ["责任者", "Creators", "Авторы"],
    rights: ["权利", "Rights", "Права"],
    identifier: ["标识", "Identifier", "Идентификатор"],
    untitled: ["（无题名）", "(no title)", "(без названия)"],
    help: ["检索说明", "Help", "Справка"],
    latest: ["最新文献", "Latest documents", "Новые документы"],
    browse: ["浏览馆藏", "Browse the collection", "Обзор собрания"],
    withdrawn: ["本文献已撤下", "This document has been withdrawn", "Документ отозван"],
    removed: ["本文献已移出馆藏", "This document has been removed", "Документ удалён из собрания"],
    reason: ["原因", "Reason", "Причина"],
    since: ["撤下日期", "No longer shown since", "Не показывается с"],
    not_found: ["没有这个页面", "There is no such page", "Такой страницы нет"],
    error: ["出错了", "Something went wrong", "Произошла ошибка"],
    to_home: ["回到首页", "To the first page", "На главную"],
    keys: ["/ 输入框 · n 下一处 · p 上一处", "/ search box · n next hit · p previous hit", "/ строка поиска · n следующее · p предыдущее"],
}
