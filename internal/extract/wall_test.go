package extract

import (
	"strings"
	"testing"
)

// Checks for robots are told from pages, in the words and the markup in which they
// come.
func TestWall(t *testing.T) {
	for name, page := range map[string]string{
		"a box to click":       `<title>Are you a robot?</title><h1>Our systems have seen unusual activity from your network</h1><p>To go on, click the box so that we know that you're not a robot.</p><p>Make sure that your browser runs JavaScript and takes cookies.</p><p>Why did this happen? Please see our Terms of Service. For help contact our support team and give them the reference ID below.</p><p>Block reference ID: 0a1b2c3d-11ef</p>`,
		"a moment":             `<title>Just a moment...</title><script>window._cf_chl_opt = {cvId: "3"}</script><noscript>Enable JavaScript and cookies to continue</noscript>`,
		"a moment with words":  `<title>Just a moment...</title><h1>shop.example</h1><p>Verifying you are human. This may take a few seconds.</p><p>shop.example needs to review the security of your connection before proceeding.</p>`,
		"checking the browser": `<title>shop.example</title><h1>Checking your browser before accessing shop.example.</h1><p>This process is automatic. Your browser will redirect to the page you asked for shortly.</p><p>Please allow up to 5 seconds...</p>`,
		"blocked":              `<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1><p>You are unable to access shop.example</p><h2>Why have I been blocked?</h2><p>This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution.</p><h2>What can I do to resolve this?</h2><p>You can email the site owner to let them know. Please include the Cloudflare Ray ID found at the bottom of this page.</p>`,
		"no permission":        `<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>You don't have permission to access "http://shop.example/q" on this server.<p>Reference #18.2d35.1557.a4e1</p></body>`,
		"an interruption":      `<title>Pardon Our Interruption</title><h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li><li>You've disabled JavaScript or cookies in your web browser.</li></ul><p>To regain access, please make sure that cookies and JavaScript are enabled before reloading the page.</p>`,
		"press and hold":       `<title>Access to this page has been denied</title><div id="px-captcha"></div><p>Press & Hold to confirm you are a human (and not a bot).</p>`,
		"traffic":              `<title>Sorry</title><p>Our systems have detected unusual traffic from your computer network. Please try your request again later.</p>`,
		"characters":           `<title>shop.example</title><h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you're not a robot. For best results, please make sure your browser is accepting cookies.</p><form><input name="field-keywords"><button>Continue</button></form>`,
		"only a form":          `<title>shop.example</title><form action="/check"><div class="g-recaptcha" data-sitekey="x"></div><input type="submit" value="Go on"></form>`,
		"only a script":        `<title>shop.example</title><script src="https://geo.captcha-delivery.com/captcha/?x"></script><p>Please wait</p>`,
		"only an element":      `<html><head><meta name="robots" content="noindex"></head><body><iframe src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1&incident_id=44">Request unsuccessful. Incapsula incident ID: 44-1</iframe></body>`,
		"a rate":               `<title>Access denied</title><h1>Error 1015</h1><h2>You are being rate limited</h2><h2>What happened?</h2><p>The owner of this website (shop.example) has banned you for a time from accessing this website.</p>`,
		"a search":             `<title>https://search.example/?q=x</title><form id="captcha-form"><div class="g-recaptcha"></div></form><b>About this page</b><p>Our systems have detected unusual traffic from your network. This page checks to see if it's really you sending the requests, and not a robot. Why did this happen?</p><p>IP address: 192.0.2.1<br>Time: 2024-01-01T10:00:00Z<br>URL: https://search.example/?q=x</p>`,
		"a human, in reasons":  `<title>Pardon Our Interruption</title><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li><li>A third-party plugin is preventing it from running.</li></ul><p>After completing the CAPTCHA below, you will immediately regain access.</p>`,
		"a proof of work":      `<title>Making sure you're not a bot!</title><h1>Making sure you're not a bot!</h1><p>Loading...</p><p>You are seeing this because the administrator of this website has set up a Proof-of-Work against programs that scrape it. Please wait a moment while your browser computes.</p>`,
		"a checkpoint":         `<title>Security Checkpoint</title><p>We're verifying your browser</p><p>Website owner? Click here to fix</p>`,
		"actually you":         `<title>Verify</title><p>We want to make sure it is actually you we are dealing with and not a robot.</p><p>Please click below to access the site.</p>`,
		"a tool":               `<title>Request Rate Threshold Exceeded</title><h1>Your Request Originates from an Undeclared Automated Tool</h1><p>Your request has been identified as part of a network of automated tools. Please declare your traffic by updating your user agent.</p>`,
		"German, a puzzle":     `<title>Sicherheitsabfrage</title><p>Wir müssen prüfen, ob Sie ein Mensch sind. Bitte lösen Sie das Captcha.</p>`,
		"Chinese, programs":    `<title>搜索</title><p>此验证码用于确认这些请求是您的正常行为而不是自动程序发出的，需要您协助验证。</p>`,
		"German":               `<title>Sicherheitsprüfung</title><h1>Sind Sie ein Mensch?</h1><p>Wir haben ungewöhnliche Zugriffe aus Ihrem Netzwerk bemerkt. Bitte bestätigen Sie, dass Sie kein Roboter sind.</p>`,
		"French":               `<title>Vérification</title><p>Veuillez confirmer que vous n'êtes pas un robot. Nous avons détecté un trafic inhabituel sur votre réseau.</p>`,
		"Spanish":              `<title>Acceso denegado</title><p>Hemos detectado tráfico inusual. Por favor, confirma que no eres un robot.</p>`,
		"Italian":              `<title>Verifica</title><p>Per favore conferma che non sei un robot. Abbiamo rilevato traffico insolito dal tuo indirizzo IP.</p>`,
		"Portuguese":           `<title>Verificação</title><p>Detectamos tráfego incomum na sua rede. Por favor, confirme que você não é um robô.</p>`,
		"Dutch":                `<title>Even controleren</title><p>Bevestig dat u geen robot bent.</p>`,
		"Polish":               `<title>Weryfikacja</title><p>Potwierdź, że nie jesteś robotem.</p>`,
		"Russian":              `<title>Ой!</title><p>Подтвердите, что запросы отправляли вы, а не робот. Нам очень жаль, но запросы с вашего устройства похожи на автоматические.</p>`,
		"Chinese":              `<title>安全验证</title><p>您的访问过于频繁，请完成安全验证后继续访问。</p>`,
		"Japanese":             `<title>確認</title><p>通常と異なるトラフィックが検出されました。ロボットではないことを確認してください。</p>`,
		"Korean":               `<title>보안 확인</title><p>로봇이 아닙니다를 눌러 주세요. 비정상적인 트래픽이 감지되었습니다.</p>`,
	} {
		if d := readAs(t, "text/html; charset=utf-8", "<!doctype html>"+page); !d.Wall {
			t.Errorf("%s is taken for a page: %q, %q", name, d.Title, d.Text)
		}
	}
}

// Pages about such checks, pages with one in a form, and pages that are short are
// none.
func TestNoWall(t *testing.T) {
	article := `<p>The retailer has put a robot check before its checkout. Shoppers are asked to press and hold a button, which bots cannot do, the company said on Tuesday.</p><p>“Are you a robot?” is what the page asks. Access was denied to 40,000 orders in October, most of them from programs.</p><p>Analysts expect that this saves 12 million dollars a year.</p>`
	for name, page := range map[string]string{
		"an article":                 `<title>Are you a robot? Shops ask their buyers</title><article><h1>Are you a robot? Shops ask their buyers</h1>` + article + `</article>`,
		"a long article":             `<title>Are you a robot?</title><article>` + strings.Repeat(article, 10) + `</article>`,
		"a brief":                    `<title>Bot detection pays</title><p>Bot detection cut the retailer's losses by 3 percent. You have been blocked is the message that most programs now get.</p><p>The shares rose after the report on its third quarter, which was better than expected.</p>`,
		"news of a denial":           `<title>Access denied: court keeps bank from its data</title><p>A court has ruled that the lender may not see the files of its rival. The ruling ends a dispute of three years over unusual activity in currency options.</p>`,
		"an article in German":       `<title>Kein Roboter: Händler prüft Kunden</title><p>Der Händler lässt seine Kunden seit Oktober beweisen, dass sie Menschen sind. Die Prüfung hat die Zahl der Bestellungen durch Programme halbiert.</p><p>Für das Jahr erwartet der Vorstand Erlöse von 3 Milliarden Euro.</p>`,
		"news of a site":             `<title>Unusual activity at the harbour bank</title><h1>Bank sees unusual traffic</h1><p>Suspicious activity was seen on the network of the lender, which has blocked access to its site for customers in two countries.</p>`,
		"a report to a supervisor":   `<title>Report</title><p>Item 1.05. On May 3 the company detected unusual activity on its network and blocked access to affected systems. It has contacted its security service.</p>`,
		"news of checks in Chinese":  `<title>安全验证概念股</title><h1>人机验证概念股上涨</h1><p>周二，提供人机验证服务的公司股价上涨百分之五，市场成交活跃。分析师表示需求增长。</p>`,
		"a policy":                   `<title>Cookies</title><h1>Cookie policy</h1><p>We use cookies to check that you are human and to prevent fraud. Your browser stores them for a year. You can refuse them in your browser settings. Please contact us if you have questions.</p>`,
		"advice of a bank":           `<title>Help</title><h1>If you see suspicious activity</h1><p>Please contact us at once if you see unusual activity on your account, or a transfer that you have not made. Keep your card at hand when you call.</p>`,
		"an offer of such checks":    `<title>Bot detection for shops</title><h1>Bot detection that your buyers never see</h1><p>Stop scalpers before they reach your checkout. You see each visit scored in your dashboard, and you decide what to block.</p><p>You can start in minutes: add one line to your site. You pay for what you use.</p>`,
		"a bank on its log-in":       `<title>Security check</title><h1>Security check when you log in</h1><p>When you log in, we send a code to your phone. You enter it within two minutes. You can change your phone in your settings.</p><p>You need your card and your reader for payments above a limit that you set yourself.</p>`,
		"a form of contact":          `<title>Contact</title><h1>Contact us</h1><form><input name="name"><textarea></textarea><div class="h-captcha"></div></form><p>Write to us. Please confirm you are not a robot.</p>`,
		"a page with a captcha":      `<title>Contact</title><h1>Contact us</h1><form><input name="name"><input type="email" name="mail"><textarea name="text"></textarea><div class="g-recaptcha" data-sitekey="x"></div></form>`,
		"a page with a script":       `<title>Quote</title><p>ACME 189.84 USD</p><script>var d = "/cdn-cgi/challenge-platform/scripts/jsd/main.js"</script>`,
		"a page of a protected site": `<title>Quote</title><p>ACME closed at 189.84 dollars on Friday, after 187.20 the day before, on a volume of 4.2 million shares. That is the highest close since the listing of the company in the spring of 2019, and the seventh gain in a row.</p><script src="/_Incapsula_Resource?SWJIYLWA=719"></script>`,
		"a teaser":                   `<title>Rates rise</title><article><p>The central bank raised its rate by a quarter point on Thursday, as expected.</p><p>Subscribe to continue reading.</p></article>`,
		"a login":                    `<title>Log in</title><p>Please log in to your account to see your portfolio.</p><form><input name="user"><input type="password"></form>`,
		"help":                       `<title>Help</title><p>Please enable cookies in your browser, then reload the page. Click on the lock beside the address and choose Cookies.</p>`,
		"nothing":                    `<title>shop</title><div id="root"></div><script src="/app.js"></script>`,
		"a figure":                   `<title>ACME</title><p>189.84</p>`,
	} {
		if d := readAs(t, "text/html; charset=utf-8", "<!doctype html>"+page); d.Wall {
			t.Errorf("%s is taken for a check: %q", name, d.Text)
		}
	}
}
