//! Which capitalised words of English and Russian are part of a person's name?

/// Words inside names that are not capitalised.
pub(super) const PARTICLES: &str = "al|bin|bint|de|del|der|van|von|ibn|оглы|оглу|кызы|аль|ибн|бин";

/// Offices, in English; each may stand before a name, capitalised or not.
const OFFICES: &str = "president minister secretary secretary-general general chairman chairwoman chairperson chair premier prime \
    ambassador professor doctor mr mrs ms dr sir spokesperson spokesman spokeswoman director director-general head chief governor mayor \
    expert analyst researcher scholar leader king queen fm pm emperor sultan emir sheikh prince senator academician colonel marshal \
    admiral commissioner councillor counsellor rector dean editor journalist correspondent envoy representative deputy vice \
    former foreign acting executive special permanent first senior comrade speaker coordinator diplomat official adviser advisor \
    excellency his her honourable honorable economist historian author founder member";

/// Offices in Russian, as words begin.
const OFFICE_STEMS: &str = "президент премьер министр председател секретар генсек посол посл посланник представител глав директор \
    губернатор мэр спикер эксперт аналитик политолог профессор доктор академик научн сотрудник учён учен генерал полковник маршал адмирал \
    лидер король короля султан эмир шейх принц сенатор депутат руководител начальник вице-премьер вице-президент вице-спикер замминистр \
    замглав заместител советник помощник пресс-секретар координатор генеральн дипломат востоковед экономист историк журналист ректор \
    декан комиссар господин госпож товарищ первый бывш член замдиректор госсекретар зампред";

/// Places and peoples, in English. They may stand before a name (Kazakh President …) and never are one.
const PLACES: &str = "sco shanghai china chinese prc russia russian federation kazakhstan kazakh kazakhstani kyrgyzstan kyrgyz \
    tajikistan tajik uzbekistan uzbek turkmenistan turkmen india indian pakistan pakistani iran iranian belarus belarusian mongolia \
    mongolian afghanistan afghan turkey türkiye turkish azerbaijan azerbaijani azeri armenia armenian cambodia cambodian nepal \
    nepali nepalese sri lanka lankan egypt egyptian qatar qatari saudi arabia arab arabian emirates emirati kuwait kuwaiti bahrain \
    maldives myanmar vietnam vietnamese laos lao japan japanese korea korean america american usa us uk eu un uae britain british \
    england english france french germany german italy italian ukraine ukrainian georgia georgian israel israeli palestine \
    palestinian iraq iraqi syria syrian lebanon europe european asia asian eurasia eurasian africa african central south north \
    east west southern northern eastern western united states nations kingdom republic people's islamic beijing moscow astana \
    almaty bishkek dushanbe tashkent samarkand ashgabat delhi new islamabad tehran minsk ulaanbaatar kabul ankara baku yerevan \
    tbilisi qingdao tianjin ufa yekaterinburg petersburg bukhara khujand urumqi xinjiang hong kong taiwan tibet washington london \
    paris berlin brussels tokyo geneva vienna york kremlin pacific atlantic gulf world global international regional national \
    federal state unified cis csto brics nato osce cica asean ussr dprk usa";

/// Places and peoples in Russian, as words begin.
const PLACE_STEMS: &str = "росси китай китая китае китайск казахстан казахск кыргыз киргиз таджик узбек туркмен индия индии индию \
    индийск пакистан иран монгол афган белорус беларус турци турец турк азербайджан армени армянск камбодж непал шри-ланк египет \
    египт катар саудовск оаэ кувейт мьянм вьетнам лаос япони японск коре сша американск британ англи франц герман итал украин грузи \
    израил палестин ирак сирия сирии сирийск европ ази евраз африк центральн южн северн восточн западн соединённ соединенн штат \
    республик народн исламск королевств федераци федеральн пекин москв московск астан алма-ат алматы бишкек душанбе ташкент самарканд \
    ашхабад дели нью-дели исламабад тегеран минск улан-батор кабул анкар баку ереван тбилиси циндао тяньцзин уфа уфе уфы екатеринбург \
    санкт-петербург бухар урумчи синьцзян гонконг тайван тибет вашингтон лондон париж берлин брюссел токио женев вена вене вены кремл шанхай \
    шанхайск международн региональн национальн государственн";

/// Bodies, papers and things, in English, that say or are signed and are no persons.
const THINGS: &str = "organisation organization council committee commission secretariat ministry department office bank union \
    forum summit institute agency center centre house board parliament senate assembly congress government cabinet \
    administration university academy association federation foundation fund group society party army church court tribunal temple mosque police bureau authority delegation \
    embassy mission task force structure conference meeting session working panel news xinhua reuters tass ria interfax bloomberg \
    times daily post journal review press media cgtn bbc cnn tribune guardian gazette website declaration statement charter \
    communique communiqué treaty convention agreement protocol resolution document documents report article chapter section \
    paragraph law constitution decree strategy concept programme program plan roadmap initiative joint final draft preamble \
    spirit road belt silk community shared future theme title topic slogan motto subject question answer note notes agenda date \
    time venue place location key main goal goals objective principle principles keynote remarks opening closing address speech \
    interview moderator host participants session analysts experts sources officials reports critics observers delegates leaders \
    members ministers presidents researchers scholars journalists people parties sides states countries diplomats economists \
    historians nobody everyone everybody somebody someone mutual trust benefit equality consultation respect cultural diversities \
    development common security peace cooperation friendship good strategic partnership action green digital year years proverb \
    saying wisdom poem affairs defence defense trade economy energy information business rats ministries heads foreign source table \
    round side event events video photo editor's summary abstract keywords introduction conclusion background context outcome \
    result results annex part regulation regulations rats unesco unhcr unodc iaea who wto imf adb aiib wef mfa guideline guidelines white paper book anthem preface";

/// Bodies, papers and things in Russian, as words begin.
const THING_STEMS: &str = "организаци совет комитет комисси секретариат министерств минобороны минфин минюст минздрав минэкономразвития минсельхоз ведомств департамент управлени банк союз \
    форум саммит институт агентств центр палат парламент сенат дум собрани конгресс правительств кабинет администраци университет \
    академия академии ассоциаци фонд групп обществ парти служб бюро делегаци посольств мисси структур конференци встреч заседани \
    новост интерфакс коммерсант извести ведомост лента синьхуа газет журнал деклараци заявлени хартия хартии устав суд церк церков верховн конституционн коммюнике договор конвенци соглашени протокол резолюци \
    документ доклад стать глав раздел закон конституци указ стратеги концепци программ план инициатив совместн итогов дух тема \
    темы девиз лозунг вопрос ответ дата место время цель цели задач принцип ведущ участник эксперты аналитики источник лидеры \
    стороны стран государств безопасност взаимн доверие выгод равенств уважени дружб мир сотрудничеств развити партнёрств \
    партнерств пословиц поговорк мудрост таблиц приложени часть иностранн оборон шёлков шелков путь пояс обща общее будущ";

/// Words that stand capitalised at the beginning of a sentence and name nobody, and days and months.
const STARTS: &str = "he she it they we i you as the a an this that these those who what when while but and however also then there \
    here later earlier both one all some many others in on at for to from of by with our their its my your so if yes no not now \
    thus meanwhile today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april \
    may june july august september october november december speaking according addressing \
    он она оно они мы я вы как так что кто это этот эта эти также там здесь тогда затем потом позже позднее ранее далее однако но и \
    а при именно сегодня вчера вновь многие некоторые другие все оба в во на по из для от до о об у к с со за наш наша наши его её ее \
    их если когда где поэтому понедельник вторник среду четверг пятницу субботу воскресенье уважаемый уважаемые дорогие да нет ну";

/// Pronouns and articles that are family names too when another name follows: He Lifeng.
const FAMILY_NAMES: &[&str] = &["He", "You", "An", "So"];

/// Words before a name that make another part of the sentence of it than its subject.
const FUNCTION_WORDS: &str = "in at of for to from with by on about after before during against when while if as that than like \
    under over between among via and or who whom whose \
    в во на по из для от до о об у к ко с со за при про над под после перед между через что как когда если чем и или для около вместо";

/// Whether a word is a preposition or joins clauses.
pub(super) fn is_function_word(word: &str) -> bool {
    holds(FUNCTION_WORDS, &word.to_lowercase())
}

/// Whether one of the words is an office.
pub(super) fn holds_office(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic() && c != '-')
        .any(|word| is_office(&word.to_lowercase()))
}

/// The name among capitalised words: what is left when offices, places and bodies before it are taken away; `None` when
/// nothing is left, or more than a name can be.
pub(super) fn bare_name(words: &str) -> Option<String> {
    let rest = words.trim_start();
    let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
    let first = rest
        .find(char::is_whitespace)
        .map_or(rest, |at| &rest[..at]);
    if first.is_empty() {
        return None;
    }
    let is_family_name = FAMILY_NAMES.contains(&first) && first.len() < rest.trim_end().len();
    if is_nobody(first) && !is_family_name {
        return bare_name(&rest[first.len()..]);
    }
    let name = rest.trim_end_matches(|c: char| !c.is_alphabetic());
    let longest = if name.contains('.') { 5 } else { 4 };
    let parts: Vec<&str> = name.split_whitespace().collect();
    let is_whole = parts.len() <= longest && !parts.iter().skip(1).any(|part| is_nobody(part));
    let has_letters = name.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    (is_whole && has_letters).then(|| name.to_owned())
}

/// Whether a capitalised word is no part of a name.
fn is_nobody(word: &str) -> bool {
    let lower = word.trim_end_matches('.').to_lowercase();
    let possessive = lower.trim_end_matches("'s").trim_end_matches("’s");
    let is_initial = word.ends_with('.') && lower.chars().count() == 1;
    if is_initial {
        return false;
    }
    is_cyrillic_acronym(word)
        || is_office(&lower)
        || [PLACES, THINGS, STARTS]
            .iter()
            .any(|list| holds(list, possessive))
        || [PLACE_STEMS, THING_STEMS]
            .iter()
            .any(|list| begins(list, &lower))
}

fn is_office(lower: &str) -> bool {
    holds(OFFICES, lower) || begins(OFFICE_STEMS, lower)
}

/// Russian calls bodies by their initials, ШОС, and does not write names in capitals.
fn is_cyrillic_acronym(word: &str) -> bool {
    word.chars().count() >= 2
        && word
            .chars()
            .all(|c| c.is_uppercase() && ('\u{400}'..='\u{4ff}').contains(&c))
}

fn holds(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|listed| listed == word)
}

/// Whether a Cyrillic word is a listed stem with an ending; a short stem has a short one, since names begin with it too.
fn begins(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|stem| {
        let longest = if stem.chars().count() <= 4 { 2 } else { 5 };
        word.strip_prefix(stem)
            .is_some_and(|ending| ending.chars().count() <= longest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_offices_places_and_bodies_leave() {
        for (words, name) in [
            ("President Xi Jinping", Some("Xi Jinping")),
            (
                "SCO Secretary-General Nurlan Yermekbayev",
                Some("Nurlan Yermekbayev"),
            ),
            ("Chinese Foreign Minister Wang Yi", Some("Wang Yi")),
            ("He Lifeng", Some("He Lifeng")),
            ("World Bank President Ajay Banga", Some("Ajay Banga")),
            ("Президент России В. В. Путин", Some("В. В. Путин")),
            ("РФ Сергей Шойгу", Some("Сергей Шойгу")),
            ("Мирзиёев", Some("Мирзиёев")),
            ("Касым-Жомарт Токаев", Some("Касым-Жомарт Токаев")),
            ("He", None),
            ("The Foreign Ministry", None),
            ("Astana Declaration", None),
            ("Silk Road Fund", None),
            ("Китай", None),
            ("МИД России", None),
            ("Совет Безопасности", None),
        ] {
            assert_eq!(bare_name(words).as_deref(), name, "{words}");
        }
    }
}
