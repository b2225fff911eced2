package extract

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/encoding/htmlindex"
)

// encoded is text in the encoding of that name.
func encoded(t testing.TB, name, text string) string {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatalf("encode %q in %s: %v", text, name, err)
	}
	return body
}

// readAs is what Read makes of body.
func readAs(t testing.TB, contentType, body string) Document {
	t.Helper()
	d, err := Read(t.Context(), Response{URL: &url.URL{Scheme: "https", Host: "example.org", Path: "/page"}, ContentType: contentType, Body: []byte(body)})
	if err != nil {
		t.Fatalf("Read(%.60q): %v", body, err)
	}
	return d
}

// What declares no encoding is read by its bytes, be it a page or plain text, a
// sentence or a line of one.
func TestEncodingIsTold(t *testing.T) {
	for _, c := range []struct{ text, encodings string }{
		{"公司发布第三季度财务报告，营业收入同比增长百分之十二，净利润达到三十五亿元。董事会建议每股派发现金股利零点五元，并将于下月召开股东大会审议。分析师认为，受原材料价格下跌影响，毛利率有望继续改善。", "gbk gb18030"},
		{"央行今日宣布下调存款准备金率，市场普遍预期股市将会上涨。上证指数收盘报三千二百点，深圳成指涨幅扩大。", "gbk"},
		{"台積電公布第三季財報，營收較去年同期成長百分之十二，每股盈餘創下歷史新高。董事會通過發放現金股利，並預計明年資本支出將持續增加。", "big5"},
		{"台北股市今天開高走低，加權指數終場下跌八十點，外資賣超三十億元。", "big5"},
		{"トヨタ自動車は第３四半期の決算を発表した。売上高は前年同期比で十二パーセント増加し、営業利益は過去最高となった。同社は通期の業績予想を上方修正し、配当を増やす方針である。", "shift_jis euc-jp iso-2022-jp"},
		{"日経平均株価は続伸し、終値は三万八千円台を回復した。円安を受けて輸出関連株が買われた。", "shift_jis euc-jp iso-2022-jp"},
		{"삼성전자는 삼분기 실적을 발표했다. 매출은 전년 동기 대비 십이 퍼센트 증가했으며 영업이익은 시장 예상치를 웃돌았다. 회사는 분기 배당을 유지하기로 했다.", "euc-kr"},
		{"코스피 지수가 외국인 매수세에 힘입어 상승 마감했다. 환율은 하락했다.", "euc-kr"},
		{"Компания опубликовала отчетность за третий квартал. Выручка выросла на двенадцать процентов, чистая прибыль превысила ожидания аналитиков. Совет директоров рекомендовал выплатить дивиденды.", "windows-1251 koi8-r iso-8859-5 ibm866 x-mac-cyrillic"},
		{"ГАЗПРОМ ЛУКОЙЛ СБЕРБАНК", "windows-1251"},
		{"ΕΘΝΙΚΗ ΤΡΑΠΕΖΑ ΤΗΣ ΕΛΛΑΔΟΣ", "windows-1253 iso-8859-7"},
		{"Курс рубля снизился, индекс Мосбиржи упал на два процента.", "windows-1251 koi8-r iso-8859-5"},
		{"Компанія оприлюднила звітність за третій квартал. Виручка зросла на дванадцять відсотків, а чистий прибуток перевищив очікування аналітиків. Їхній звіт є в мережі.", "windows-1251 koi8-u"},
		{"Компанията публикува отчета си за третото тримесечие. Приходите нараснаха с дванадесет процента, а печалбата надхвърли очакванията на анализаторите.", "windows-1251"},
		{"Spółka opublikowała wyniki za trzeci kwartał. Przychody wzrosły o dwanaście procent, a zysk netto przekroczył oczekiwania analityków. Zarząd zaproponował wypłatę dywidendy w wysokości pięciu złotych na akcję.", "windows-1250 iso-8859-2"},
		{"Złoty osłabił się wobec euro. Główny indeks giełdy zakończył dzień spadkiem, a źródła podają, że część inwestorów sprzedaje.", "windows-1250 iso-8859-2"},
		{"Společnost zveřejnila výsledky za třetí čtvrtletí. Tržby vzrostly o dvanáct procent a čistý zisk překonal očekávání analytiků. Představenstvo navrhlo výplatu dividendy.", "windows-1250 iso-8859-2"},
		{"A társaság közzétette harmadik negyedéves eredményeit. Az árbevétel tizenkét százalékkal nőtt, az adózott eredmény pedig felülmúlta az elemzők várakozásait. Az igazgatóság osztalékot javasol, amely a következő évben fizetendő.", "windows-1250 iso-8859-2"},
		{"Compania a publicat rezultatele pentru trimestrul al treilea. Veniturile au crescut cu doisprezece la sută, iar profitul net a depăşit aşteptările analiştilor. Acţiunile au încheiat şedinţa în creştere.", "windows-1250"},
		{"Die Börse schließt höher. Der Gewinn stieg um fünf Prozent, die Erlöse lagen über den Schätzungen. Für das nächste Jahr rechnet der Vorstand mit größeren Zuwächsen in Österreich.", "windows-1252 iso-8859-1"},
		{"Der Gewinn je Aktie beträgt 5,20 € und die Dividende steigt.", "windows-1252"},
		{"La société a publié ses résultats du troisième trimestre. Le chiffre d’affaires a progressé de douze pour cent, le bénéfice net a dépassé les prévisions. Où ira la marge opérationnelle l’année prochaine ?", "windows-1252"},
		{"La compañía publicó sus resultados del tercer trimestre. Los ingresos crecieron un doce por ciento según el informe, más de lo que esperaban los analistas. ¿Subirá la acción mañana?", "windows-1252"},
		{"A companhia divulgou os resultados do terceiro trimestre. A receita líquida cresceu doze por cento e o lucro superou as previsões dos analistas. As ações não reagiram à decisão do conselho de administração.", "windows-1252"},
		{"La società ha pubblicato i risultati del terzo trimestre. Il fatturato è cresciuto del dodici per cento e l’utile netto è più alto delle attese. Però la redditività è in calo perché i costi salgono.", "windows-1252"},
		{"Bolaget redovisade resultatet för tredje kvartalet. Försäljningen ökade med tolv procent och vinsten överträffade analytikernas förväntningar. Styrelsen föreslår högre utdelning på årsstämman.", "windows-1252"},
		{"The company’s revenue rose – to £3.2 million – in the “third quarter”, it said.", "windows-1252"},
		{"Şirket üçüncü çeyrek sonuçlarını açıkladı. Gelirler yüzde on iki arttı, net kâr ise analistlerin beklentilerini aştı. Yönetim kurulu hisse başına temettü dağıtılmasını önerdi.", "windows-1254"},
		{"Borsa İstanbul güne yükselişle başladı. Dolar ve altın fiyatları düştü, faiz değişmedi.", "windows-1254"},
		{"Η εταιρεία ανακοίνωσε τα αποτελέσματα του τρίτου τριμήνου. Τα έσοδα αυξήθηκαν κατά δώδεκα τοις εκατό και τα κέρδη ξεπέρασαν τις προσδοκίες των αναλυτών.", "windows-1253 iso-8859-7"},
		{"החברה פרסמה את תוצאות הרבעון השלישי. ההכנסות עלו בשנים עשר אחוזים והרווח הנקי היה גבוה מתחזיות האנליסטים. הדירקטוריון אישר חלוקת דיבידנד.", "windows-1255 iso-8859-8"},
		{"أعلنت الشركة نتائج الربع الثالث. ارتفعت الإيرادات بنسبة اثني عشر في المئة وتجاوز صافي الربح توقعات المحللين. أوصى مجلس الإدارة بتوزيع أرباح نقدية.", "windows-1256 iso-8859-6"},
		{"บริษัทประกาศผลประกอบการไตรมาสที่สาม รายได้เพิ่มขึ้นร้อยละสิบสองจากปีก่อน และกำไรสุทธิสูงกว่าที่นักวิเคราะห์คาดการณ์ไว้", "windows-874"},
		{"Bendrovė paskelbė trečiojo ketvirčio rezultatus. Pajamos išaugo dvylika procentų, o grynasis pelnas viršijo analitikų lūkesčius. Valdyba siūlo išmokėti dividendus už metus.", "windows-1257"},
		{"Uzņēmums publicēja trešā ceturkšņa rezultātus. Ieņēmumi pieauga par divpadsmit procentiem, bet tīrā peļņa pārsniedza analītiķu gaidīto.", "windows-1257"},
	} {
		for name := range strings.FieldsSeq(c.encodings) {
			short := string([]rune(c.text)[:min(len([]rune(c.text)), 30)])
			for _, text := range []string{c.text, short} {
				want := strings.TrimSpace(strings.NewReplacer("\u00a0", " ").Replace(text))
				if d := readAs(t, "text/csv", encoded(t, name, text)); d.Text != want {
					t.Errorf("%s as text: %q, want %q", name, d.Text, want)
				}
				page := "<html><head><title>x</title><script>var a = 1 < 2;</script></head><body><div class=\"article-body\"><p>" + encoded(t, name, text) + "</p></div></body></html>"
				if d := readAs(t, "text/html", page); d.Text != want {
					t.Errorf("%s as a page: %q, want %q", name, d.Text, want)
				}
			}
		}
	}
}

// A declaration is looked for far into the page, but neither in what is no markup
// nor where the bytes show that it is wrong.
func TestEncodingIsDeclared(t *testing.T) {
	const (
		chinese = "银行今年的净利润为三百亿元，比去年增长了百分之五。"
		greek   = "Τα κέρδη της τράπεζας"
	)
	filler := "<!-- " + strings.Repeat("a comment before all else ", 100) + "--><script>" + strings.Repeat("var x = 1; ", 300) + "</script>"
	for name, c := range map[string]struct{ contentType, head, encoding, text string }{
		"late":                       {"text/html", filler + `<meta charset="iso-8859-7">`, "iso-8859-7", greek},
		"late, by another name":      {"text/html", filler + `<META HTTP-EQUIV='Content-Type' CONTENT='text/html;charset=GREEK'>`, "iso-8859-7", greek},
		"in a comment":               {"text/html", `<!-- <meta charset="windows-1252"> --><meta charset=iso-8859-7>`, "iso-8859-7", greek},
		"in a script":                {"text/html", `<script>"<meta charset='windows-1252'>"</script><meta charset=iso-8859-7>`, "iso-8859-7", greek},
		"by the XML declaration":     {"application/xhtml+xml", `<?xml version="1.0" encoding='ISO-8859-7' ?>`, "iso-8859-7", greek},
		"by the server":              {"text/html; charset=iso-8859-7", `<meta charset="windows-1252">`, "iso-8859-7", greek},
		"as a subset of what it is":  {"text/html; charset=gb2312", "", "gbk", chinese + "朱镕基"},
		"by a careless server":       {"text/html; charset=iso-8859-1", `<meta charset="gbk">`, "gbk", chinese},
		"by a careless server alone": {"text/html; charset=ISO-8859-1", "", "gbk", chinese},
		"as another Russian one":     {"text/html; charset=windows-1251", "", "koi8-r", "Компания опубликовала отчетность за третий квартал."},
		"by its language":            {"text/html", `<html lang="tr">`, "windows-1254", "Fiyat Değişim Şubat İşlem"},
		"as UTF-8":                   {"text/html; charset=utf-8", `<meta charset="utf-8">`, "gbk", chinese},
		"as what nobody knows":       {"text/html; charset=cp99999", "", "gbk", chinese},
		"as UTF-16 in ASCII":         {"text/html", `<meta charset="utf-16">`, "gbk", chinese},
		"as Latin, and UTF-8":        {"text/html; charset=iso-8859-1", "", "utf-8", chinese},
		"as Chinese, and UTF-8":      {"text/html", `<meta charset="gb2312">`, "utf-8", chinese},
		"twice":                      {"text/html; charset=utf-8; charset=utf-8", "", "utf-8", chinese},
		"seven bits":                 {"text/html; charset=utf-8", "", "iso-2022-jp", "売上高は増加した"},
		"UTF-16 by the server":       {"text/html; charset=utf-16le", "", "utf-16le", chinese},
		"UTF-16 without a mark":      {"text/html", "", "utf-16le", chinese},
		"UTF-16 the other way":       {"text/html", "", "utf-16be", chinese},
		"UTF-16 text without a mark": {"text/plain", "", "utf-16le", chinese},
	} {
		page := "<html><head>" + c.head + "</head><body><p>" + c.text + "</p></body></html>"
		if c.contentType == "text/plain" {
			page = c.text + "\n"
		}
		if d := readAs(t, c.contentType, encoded(t, c.encoding, page)); d.Text != c.text {
			t.Errorf("%s: %q, want %q", name, d.Text, c.text)
		}
	}
}

// A page in no encoding is not read, and one with a few odd bytes is.
func TestEncodingCannotBeTold(t *testing.T) {
	noise := make([]byte, 3000)
	for i, state := 0, uint32(1); i < len(noise); i++ {
		state = state*1664525 + 1013904223
		noise[i] = byte(state>>24) | 0x80
		if i%7 == 0 {
			noise[i] = ' '
		}
	}
	for _, contentType := range []string{"text/html", "text/plain", "text/csv"} {
		_, err := Read(t.Context(), Response{URL: &url.URL{Host: "example.org"}, ContentType: contentType, Body: noise})
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "encoding") {
			t.Errorf("%s: %v, want that its encoding cannot be told", contentType, err)
		}
	}
	english := strings.Repeat("The company said that its revenue rose in the quarter. ", 20)
	for odd, want := range map[string]string{
		"Price \x80 5": "Price € 5", "Acme\xae": "Acme®", "5\xbd %": "5½ %", "caf\xe9": "café", "\x93so\x94": "“so”", "Müller \xff": "Müller",
	} {
		d := readAs(t, "text/html", "<p>"+english+odd+"</p>")
		if !strings.Contains(d.Text, want) {
			t.Errorf("%q is read as %q, want %q", odd, d.Text[len(d.Text)-20:], want)
		}
	}
	// UTF-8 has letters of Windows between, in a long page and in a line.
	for odd, want := range map[string]string{
		"Größe, caf\xe9, \x80 5": "Größe, café, € 5", "5 € für alle, \x93so\x94": "5 € für alle, “so”", "Größe \xe2\x82 ü": "Größe \ufffd ü", "Größe und ö\xc3": "Größe und ö\ufffd",
	} {
		if d := readAs(t, "text/html", "<p>"+odd); d.Text != want {
			t.Errorf("%q is read as %q, want %q", odd, d.Text, want)
		}
	}
	// The bytes say UTF-8 but for what a cut has left.
	cut := "<p>" + strings.Repeat("Größe über alles. ", 50) + "\xe2\x82</p>" + "<p>End ö\xc3"
	if d := readAs(t, "text/html", cut); !strings.Contains(d.Text, "Größe über") {
		t.Errorf("UTF-8 with a broken letter is read as %.80q", d.Text)
	}
}
