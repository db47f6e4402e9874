"""Name the months in the languages that dates are searched in (Unicode CLDR)."""

from __future__ import annotations

#: By language, January first; what stands between bars are names and abbreviations of one month.
MONTHS: dict[str, str] = {
    "English": (
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
        "september/sep october/oct november/nov december/dec"
    ),
    "Turkish": (
        "ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu "
        "eylül/eyl ekim/eki kasım/kas aralık/ara"
    ),
    "German": (
        "januar/jan februar/feb märz/mär april/apr mai juni/jun juli/jul august/aug "
        "september/sept/sep oktober/okt november/nov dezember/dez"
    ),
    "French": (
        "janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre/sept "
        "octobre/oct novembre/nov décembre/déc"
    ),
    "Spanish": (
        "enero/ene febrero/feb marzo/mar abril/abr mayo/may junio/jun julio/jul agosto/ago "
        "septiembre/sept octubre/oct noviembre/nov diciembre/dic"
    ),
    "Portuguese": (
        "janeiro/jan fevereiro/fev março/mar abril/abr maio/mai junho/jun julho/jul agosto/ago "
        "setembro/set outubro/out novembro/nov dezembro/dez"
    ),
    "Italian": (
        "gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug "
        "agosto/ago settembre/set ottobre/ott novembre/nov dicembre/dic"
    ),
    "Dutch": (
        "januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug "
        "september/sep oktober/okt november/nov december/dec"
    ),
    "Danish": (
        "januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug "
        "september/sep oktober/okt november/nov december/dec"
    ),
    "Swedish": (
        "januari/jan februari/feb mars april/apr maj juni juli augusti/aug september/sep "
        "oktober/okt november/nov december/dec"
    ),
    "Norwegian Bokmål": (
        "januar/jan februar/feb mars/mar april/apr mai juni/jun juli/jul august/aug "
        "september/sep oktober/okt november/nov desember/des"
    ),
    "Finnish": (
        "tammikuuta/tammi/tammikuu helmikuuta/helmi/helmikuu maaliskuuta/maalis/maaliskuu "
        "huhtikuuta/huhti/huhtikuu toukokuuta/touko/toukokuu kesäkuuta/kesä/kesäkuu "
        "heinäkuuta/heinä/heinäkuu elokuuta/elo/elokuu syyskuuta/syys/syyskuu "
        "lokakuuta/loka/lokakuu marraskuuta/marras/marraskuu joulukuuta/joulu/joulukuu"
    ),
    "Polish": (
        "stycznia/sty/styczeń lutego/lut/luty marca/mar/marzec kwietnia/kwi/kwiecień maja/maj "
        "czerwca/cze/czerwiec lipca/lip/lipiec sierpnia/sie/sierpień września/wrz/wrzesień "
        "października/paź/październik listopada/lis/listopad grudnia/gru/grudzień"
    ),
    "Czech": (
        "ledna/led/leden února/úno/únor března/bře/březen dubna/dub/duben května/kvě/květen "
        "června/čvn/červen července/čvc/červenec srpna/srp/srpen září/zář října/říj/říjen "
        "listopadu/lis/listopad prosince/pro/prosinec"
    ),
    "Hungarian": (
        "január/jan február/febr március/márc április/ápr május/máj június/jún július/júl "
        "augusztus/aug szeptember/szept október/okt november/nov december/dec"
    ),
    "Romanian": (
        "ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug "
        "septembrie/sept octombrie/oct noiembrie/nov decembrie/dec"
    ),
    "Bulgarian": (
        "януари/яну февруари/фев март април/апр май юни юли август/авг септември/сеп "
        "октомври/окт ноември/ное декември/дек"
    ),
    "Greek": (
        "ιανουαρίου/ιαν/ιανουάριος φεβρουαρίου/φεβ/φεβρουάριος μαρτίου/μαρ/μάρτιος/μάρ "
        "απριλίου/απρ/απρίλιος μαΐου/μαΐ/μάιος/μάι ιουνίου/ιουν/ιούνιος/ιούν "
        "ιουλίου/ιουλ/ιούλιος/ιούλ αυγούστου/αυγ/αύγουστος/αύγ σεπτεμβρίου/σεπ/σεπτέμβριος "
        "οκτωβρίου/οκτ/οκτώβριος νοεμβρίου/νοε/νοέμβριος/νοέ δεκεμβρίου/δεκ/δεκέμβριος"
    ),
    "Russian": (
        "января/янв/январь февраля/февр/февраль марта/мар/март апреля/апр/апрель мая/май "
        "июня/июн/июнь июля/июл/июль августа/авг/август сентября/сент/сентябрь "
        "октября/окт/октябрь ноября/нояб/ноябрь декабря/дек/декабрь"
    ),
    "Ukrainian": (
        "січня/січ/січень лютого/лют/лютий березня/бер/березень квітня/квіт/квітень "
        "травня/трав/травень червня/черв/червень липня/лип/липень серпня/серп/серпень "
        "вересня/вер/вересень жовтня/жовт/жовтень листопада/лист/листопад грудня/груд/грудень"
    ),
    "Arabic": ("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    "Hebrew": (
        "ינואר/ינו פברואר/פבר מרץ אפריל/אפר מאי יוני יולי אוגוסט/אוג ספטמבר/ספט אוקטובר/אוק "
        "נובמבר/נוב דצמבר/דצמ"
    ),
    "Persian": (
        "ژانویهٔ/ژانویه فوریهٔ/فوریه مارس آوریل مهٔ ژوئن ژوئیهٔ/ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"
    ),
    "Indonesian": (
        "januari/jan februari/feb maret/mar april/apr mei juni/jun juli/jul agustus/agu "
        "september/sep oktober/okt november/nov desember/des"
    ),
    "Croatian": (
        "siječnja/sij/siječanj veljače/velj/veljača ožujka/ožu/ožujak travnja/tra/travanj "
        "svibnja/svi/svibanj lipnja/lip/lipanj srpnja/srp/srpanj kolovoza/kol/kolovoz "
        "rujna/ruj/rujan listopada/lis/listopad studenoga/stu/studeni prosinca/pro/prosinac"
    ),
    "Slovak": (
        "januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún "
        "júla/júl augusta/august septembra/september októbra/október novembra/november "
        "decembra/december"
    ),
    "Slovenian": (
        "januar februar marec april maj junij julij avgust september oktober november december"
    ),
    "Serbian": ("јануар фебруар март април мај јун јул август септембар октобар новембар децембар"),
    "Serbian in Latin letters": (
        "januar februar mart april maj jun jul avgust septembar oktobar novembar decembar"
    ),
    "Macedonian": (
        "јануари февруари март април мај јуни јули август септември октомври ноември декември"
    ),
    "Belarusian": (
        "студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/май "
        "чэрвеня/чэрвень ліпеня/ліпень жніўня/жнівень верасня/верасень "
        "кастрычніка/кастрычнік лістапада/лістапад снежня/снежань"
    ),
    "Lithuanian": (
        "sausio/sausis vasario/vasaris kovo/kovas balandžio/balandis gegužės/gegužė "
        "birželio/birželis liepos/liepa rugpjūčio/rugpjūtis rugsėjo/rugsėjis "
        "spalio/spalis lapkričio/lapkritis gruodžio/gruodis"
    ),
    "Latvian": (
        "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris "
        "novembris decembris"
    ),
    "Estonian": (
        "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember"
    ),
    "Icelandic": (
        "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember"
    ),
    "Catalan": (
        "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre"
    ),
    "Albanian": ("janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor"),
    "Azerbaijani": ("yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr"),
    "Kazakh": (
        "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"
    ),
    "Georgian": (
        "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი "
        "ნოემბერი დეკემბერი"
    ),
    "Armenian": (
        "հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս "
        "հունիսի/հունիս հուլիսի/հուլիս օգոստոսի/օգոստոս սեպտեմբերի/սեպտեմբեր "
        "հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր"
    ),
    "Afrikaans": (
        "januarie februarie maart april mei junie julie augustus september oktober "
        "november desember"
    ),
    # Used beside the names above in Iraq, Jordan, Lebanon, Palestine and Syria.
    "Arabic of the Levant": (
        "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني "
        "كانون_الأول"
    ),
}
