package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"quotewire/internal/extract/dom"
)

const (
	// maxWall is how long a page may be that only asks whether its reader is a
	// robot, and maxForm one with such a form that does not ask in words, in
	// characters.
	maxWall = 2000
	maxForm = 200
	// maxChecked is how much of the markup is looked at, in bytes: checks are small.
	maxChecked = 256 << 10
)

var (
	// asksProof is how a check speaks to its reader.
	asksProof = regexp.MustCompile(`(?i)\bare you (?:really )?(?:a |an )?(?:robot|human|bot)\b|\b(?:you are|you're|you’re) (?:not a (?:ro)?bot|(?:a )?(?:real )?human|a real (?:person|visitor))|\bnot (?:a |an )?(?:ro)?bots?\?|` +
		`\b(?:verify|confirm|prove|check)(?:ing)? (?:that )?(?:you|your) (?:are |are a |'re |browser|humanity|connection)|` +
		`\bmake sure (?:that )?(?:it is|it's|it’s|you are|you're|you’re)[^.!?]{0,60}\b(?:(?:ro)?bot|human)|\bthink (?:that )?you (?:were|are) a (?:ro)?bot|undeclared automated tool|^request rate threshold exceeded|used cloudflare to restrict access|` +
		`^just a moment|^one moment, please|^attention required|^client challenge|pardon our interruption|^access (?:to (?:this|the) \w+ )?(?:has been |is |was )?(?:denied|blocked)$|` +
		`\byou (?:have been|were|are|are being) (?:temporarily )?(?:blocked|rate limited|denied)|` +
		`\byour (?:request|access|ip|ip address|connection|visit) (?:has been|was|is|have been) (?:temporarily )?(?:blocked|denied|rejected|flagged|limited|restricted)|` +
		`\byou (?:do not|don't|don’t) have permission to access|(?:complete|solve|pass|fill in|enter) (?:the|this|a) (?:captcha|security check|challenge|puzzle|characters)|type the characters|press (?:&|and) hold|` +
		`enable (?:javascript and cookies|cookies and javascript|cookies) to continue|checking (?:if the site connection|your browser)|` +
		`(?:dass|ob) sie (?:ein mensch|kein (?:ro)?bot)|sind sie ein (?:mensch|roboter|bot)|lösen sie (?:bitte )?(?:das|dieses) (?:captcha|rätsel)|ich bin kein (?:ro)?bot|browser wird (?:über)?prüft|` +
		`êtes[- ]vous (?:un |bien )?(?:un )?(?:robot|humain)|(?:pas|non) un (?:robot|bot)|êtes (?:bien )?(?:un )?(?:être )?humain|vérification de votre navigateur|` +
		`no (?:eres|es|soy) un (?:robot|bot)|(?:eres|es usted) (?:un )?(?:robot|humano)|(?:comprobando|verificando) (?:su|tu) navegador|` +
		`non (?:sei|sono|è) un robot|sei (?:un )?(?:robot|umano)|di essere (?:un )?uman|` +
		`não (?:é|sou) um rob[ôo]|você é (?:um )?(?:rob[ôo]|humano)|` +
		`(?:geen|een) robot bent|bent u (?:een )?(?:robot|mens)|` +
		`inte (?:är )?en robot|ikke (?:er )?en robot|nie (?:jesteś|jestem) robotem|robot olmadığınız|nejste robot|` +
		`вы не робот|а не робот|похожи на автоматические|проверка вашего браузера|подтвердите, что вы|` +
		`您不是机器人|您不是機器人|验证您是|驗證您是|不是自动程序|请完成(?:安全)?验证|請完成(?:安全)?驗證|` +
		`ロボットではない(?:こと|です)|人間であることを|로봇이 아닙니다|사람인지 확인(?:해|하기)`)
	// namesCheck is what checks are called, and what they are for. Where the reader
	// is not spoken to, it may be news.
	namesCheck = regexp.MustCompile(`(?i)\bhuman (?:verification|check)|\b(?:ro)?bot (?:check|verification|detection|protection)\b|\bsecurity check(?:point)?\b|` +
		`access (?:to (?:this|the) \w+ )?(?:has been |is |was )?(?:denied|blocked)\b|` +
		`\b(?:unusual|suspicious|automated|abnormal) (?:network )?(?:traffic|activity|requests|access|behaviou?r)\b[^.!?]{0,40}\b(?:network|computer|browser|device|connection|ip|detected)\b|` +
		`\b(?:detected|noticed|seen|sent) (?:some )?(?:unusual|suspicious|automated|abnormal) (?:network )?(?:traffic|activity|requests|access|behaviou?r)\b|request (?:has been )?(?:blocked|rejected|unsuccessful)|` +
		`kein(?:e)? (?:ro)?bot(?:er)?\b|(?:ungewöhnliche|verdächtige|automatisierte)[nrs]? (?:\w+ )?(?:datenverkehr|zugriffe?|aktivität|anfragen|netzwerk)|zugriff (?:wurde )?(?:verweigert|blockiert|gesperrt)|sicherheits(?:über)?prüfung|` +
		`(?:trafic|activité|comportement) (?:inhabituel|anormal|suspect)|accès (?:\w+ )?(?:refusé|bloqué|interdit|restreint)|vérification de sécurité|` +
		`(?:tráfico|actividad) (?:inusual|sospechos[ao]|anormal)|acceso (?:denegado|bloqueado|restringido)|verificación de seguridad|` +
		`(?:traffico|attività) (?:insolit|anomal|sospett)|accesso (?:negato|bloccato)|(?:tráfego|atividade) (?:incomum|suspeit)|acesso (?:negado|bloqueado)|` +
		`(?:ongebruikelijk|ongewoon|verdacht)e? (?:verkeer|activiteit)|toegang (?:geweigerd|geblokkeerd)|odmowa dostępu|erişim (?:engellendi|reddedildi)|` +
		`не робот|доступ (?:\S+ )?(?:запрещ[её]н|ограничен|заблокирован)|проверка браузера|` +
		`人机验证|人機驗證|安全验证|安全驗證|验证码|驗證碼|不是机器人|不是機器人|访问(?:被拒绝|过于频繁|受限)|存取(?:被拒|遭拒)|异常(?:流量|访问)|異常流量|` +
		`ロボットで(?:は|ない)|アクセスが(?:拒否|制限)|通常と異なるトラフィック|不審なアクセス|セキュリティ(?:チェック|の確認)|` +
		`로봇이 아(?:닙|님)|사람임을|비정상적인 (?:트래픽|접근)|(?:접근|액세스|접속)이? (?:거부|차단|제한)|보안 확인`)
	// addresses is how a reader is spoken to.
	addresses = regexp.MustCompile(`(?i)\b(?:you|your|please|bitte|ihre[mnrs]?|ihr|sie sich|votre|vos|vous|veuillez|por favor|usted|su|tu|seu|sua|você|per favore|il tuo|proszę|lütfen|uw|u|je|jouw|din|ditt)\b|пожалуйста|(?:^|\PL)вы(?:\PL|$)|ваш|[您请請你]|ください|してください|주세요|십시오|당신`)
	// helpTalk is what else stands in a check: what to do about it, and whom to ask.
	helpTalk = regexp.MustCompile(`(?i)\byour (?:browser|network|ip|connection|request|device|computer|activity|session|internet|access)|\bcookies?\b|javascript|ray id|reference (?:id|number|#|code)|reference ?#|\bincident\b|(?:event|support|request|block|error|trace) id|` +
		`this might happen|this happen\b|proof[- ]of[- ]work|` +
		`\bplease\b|\bclick\b|\bcontact (?:us|support|the)|customer (?:support|service)|\bsupport team|site owner|website owner|security (?:service|solution|system|reasons)|online attacks|\breload|\brefresh|\bredirect|\btry again|(?:terms|conditions) of (?:use|service)|privacy (?:policy|notice)|cloudflare|imperva|incapsula|datadome|perimeterx|akamai|edgesuite|` +
		`few (?:more )?seconds|one moment|` +
		`\bbitte\b|\bveuillez\b|\bpor favor\b|\bper favore\b|\bproszę\b|\blütfen\b|пожалуйста|请|請|ください|주세요|십시오|\bcookie|navigateur|navegador|браузер|浏览器|瀏覽器|ブラウザ|브라우저|\bihr(?:e[rmn]?)? (?:browser|netzwerk|ip)|\b(?:votre|su|tu|seu|il tuo|uw|je) (?:navigat|naveg|réseau|red|rede|ip|browser|connexion|dirección)|\bip\b`)
	// toReader is a sentence that speaks to the reader of what they did. Pages of
	// offers and of help speak so too.
	toReader = regexp.MustCompile(`(?i)\byou(?:'re|’re|'ve|’ve|r)?\b`)
	sentence = regexp.MustCompile(`[^.!?。！？\n]+[.!?。！？\n]*`)
	quoted   = regexp.MustCompile(`“[^”]*”|"[^"\n]*"|«[^»]*»|„[^“”]*[“”]|「[^」]*」|‘[^’]*’`)
)

// challenges are what stands in the markup of checks, and in no page behind one.
const challenges = `_cf_chl_opt cf-browser-verification cf-challenge-running /orchestrate/chl_page /orchestrate/jsch/ px-captcha captcha-delivery.com
	distil_r_captcha gokuProps AwsWafIntegration sec-if-cpt bm-verify= /_sec/cp_challenge sucuri_cloudproxy_js ddos-guard/js-challenge
	KPSDK. _Incapsula_Resource?CWUDNSAI incident_id=`

// captchas are forms that pages may have for comments and such, too.
const captchas = `g-recaptcha h-captcha cf-turnstile recaptcha/api recaptcha/enterprise hcaptcha.com/ challenges.cloudflare.com/turnstile geetest
	smartcaptcha arkoselabs funcaptcha frc-captcha`

// checks is what the markup of a page says of a check for robots.
type checks struct {
	runs   bool // one that stands before a page
	form   bool // in a form that has no other fields
	fields int  // to be filled in
}

func checksOf(doc *html.Node) (c checks) {
	challenges, captchas := strings.Fields(challenges), strings.Fields(captchas)
	seen := 0
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Textarea, atom.Select:
			c.fields++
		case atom.Input:
			if slices.Contains([]string{"", "text", "email", "password", "search", "tel"}, strings.ToLower(dom.Attr(n, "type"))) {
				c.fields++
			}
		}
		if n.Type == html.TextNode && n.Parent.DataAtom == atom.Script {
			seen += len(n.Data)
			c.runs = c.runs || seen < maxChecked && holds(n.Data, challenges)
		}
		for _, a := range n.Attr {
			seen += len(a.Val)
			c.runs = c.runs || seen < maxChecked && holds(a.Val, challenges)
			c.form = c.form || seen < maxChecked && n.DataAtom != atom.Script && holds(a.Val, captchas)
		}
	}
	c.form = c.form && c.fields == 0
	return c
}

func holds(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// isWall says whether d is no page but the question whether its reader is a robot,
// or the refusal to one. It is short, it speaks to its reader, and there is little
// in it to read beside that; an article about such checks is not.
func isWall(d Document, c checks) bool {
	length := utf8.RuneCountInString(d.Text)
	if length > maxWall {
		return false
	}
	if length < maxForm && (c.form || c.runs) {
		return true
	}
	text := d.Text
	if strings.ContainsAny(text, "“\"«„「‘") { // most pages have none, and the pattern is slow to find that out
		text = quoted.ReplaceAllString(text, "")
	}
	sentences, all := sentence.FindAllString(text, -1), 0
	for i, text := range sentences {
		sentences[i] = strings.Trim(text, " \t\n#*_>-|")
		all += utf8.RuneCountInString(sentences[i])
	}
	addressed := sync.OnceValue(func() bool { return addresses.MatchString(d.Text) })
	certain := c.runs || c.form || asksProof.MatchString(d.Title)
	checks := func(text string) bool { return !isNews(text) && isCheck(text, addressed) }
	// A form to fill in has a check as one part of many.
	if !certain && !checks(d.Title) && (c.fields > 1 || !slices.ContainsFunc(sentences, checks)) {
		return false
	}
	other := 0
	for _, text := range sentences {
		n := utf8.RuneCountInString(text)
		if isNews(text) || n > 25 && !checks(text) && !helpTalk.MatchString(text) && !(certain && toReader.MatchString(text)) {
			other += n
		}
	}
	return other*3 <= all
}

// isNews says whether a sentence says something of the world, whatever else it says.
func isNews(text string) bool {
	if strings.ContainsAny(text, "$€£¥%") {
		return true
	}
	text = " " + strings.ToLower(text)
	return slices.ContainsFunc([]string{
		" we use cookies", " said", " says", " told", " reported", " announced", " according to", " analyst", " percent", " per cent",
		" million", " billion", " dollars", " euro", " shares",
	}, func(word string) bool { return strings.Contains(text, word) })
}

// isCheck says whether text speaks as a check does, in a page that speaks to its
// reader or not.
func isCheck(text string, addressed func() bool) bool {
	return mayCheck(text) && (asksProof.MatchString(text) || namesCheck.MatchString(text) && addressed())
}

// mayCheck says whether text has a part of what checks say: most has none, which is
// seen a hundred times sooner than by their patterns. Other scripts than Latin may.
func mayCheck(text string) bool {
	text = strings.ToLower(text)
	return strings.IndexFunc(text, func(r rune) bool {
		return r >= 0x400 && r != '’' && r != '“' && r != '”' && r != '–' && r != '—'
	}) >= 0 ||
		slices.ContainsFunc([]string{
			"bot", "human", "humain", "uman", "mens", "robo", "robô", "real person", "real visitor", "verif", "vérif", "confirm", "prov", "check",
			"automat", "threshold", "cloudflare", "moment", "attention", "challenge", "pardon", "denied", "block", "limited", "reject", "flagged",
			"restrict", "permission", "captcha", "puzzle", "characters", "hold", "enable", "rätsel", "browser", "naviga", "navega",
			"unusual", "suspicious", "abnormal", "unsuccessful", "ungewöhnlich", "verdächtig", "zugriff", "sicherheits", "inhabituel", "anormal",
			"suspect", "accès", "inusual", "sospech", "acceso", "insolit", "anomal", "sospett", "accesso", "incomum", "suspeit", "acesso",
			"ongebruikelijk", "ongewoon", "verdacht", "toegang", "odmowa", "erişim",
		}, func(part string) bool { return strings.Contains(text, part) })
}
