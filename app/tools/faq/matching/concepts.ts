/**
 * What shoppers of a cross-border shop talk about, as concepts with the words for them. In: nothing. Out: tables for the lexicon.
 * It is general vocabulary of the trade; it knows no entry and no shop. Forms were revised on the `dev` half of test/tools/faq/data and on the `fresh` questions.
 * Invariant: a form may stand under several concepts (then it means all of them); forms are written as people write them, unfolded.
 */

/** Forms are parted by `|`. Latin forms are stemmed and forgiven a typo when compiled; the longest form at a place wins. */
export const CONCEPTS: Readonly<Record<string, string>> = {
  where:
    '位置|哪个城市|whereabouts|到哪儿|where is|where are|到哪|在哪|哪里|哪儿|到哪里|到哪了|在哪里|wo ist|où est|dónde está',
  track:
    'order shipped yet|shipped yet|has it shipped|been shipped|been dispatched|left warehouse|find my parcel|find my package|find my order|走到|发货了没|在路上|运到哪|送到哪|寄到哪了|any update|update on|updates on|news about|heard anything|heard about|what happened to|到哪儿了|货发了|发货了吗|发了吗|发了没|track|tracking|where is order|where is parcel|where is package|where is shipment|where is delivery|where is stuff|where are things|where is it|运到|运到什么地方|到哪里了|到哪了|status|trace|progress|tracking number|查物流|物流|查询|跟踪|追踪|单号|进度|状态|查一下|物流信息|wo ist bestellung|wo ist paket|où est commande|où est colis|dónde está pedido|dónde está paquete|sendungsverfolgung|verfolgen|suivi|suivre|seguimiento|rastrear|追跡',
  order:
    'order|purchase|bought|order number|订单|下单|单子|买的|刚下的单|bestellung|bestellt|commande|commandé|pedido|注文',
  parcel: '货|我的货|parcel|package|packet|shipment|包裹|快递|快件|邮包|paket|sendung|colis|paquete|荷物',
  delivery:
    'be here|here by|come|coming|送货|派送|到手|expect|expected|turn up|show up|get to me|reach me|收货|deliver|delivery|arrive|arrival|receive|received|get it|get here|送达|收到|送到|到达|收货|运到|能到|lieferung|liefern|ankommen|livraison|livrer|entrega|llegar|配達|届く',
  ship: 'send to|发出|能发|可以发|发哪|发什么|多久发|没发|还没发|ship|shipping|postage|post|send|dispatch|mail|ship to|寄|发货|寄到|发到|配送|运输|邮寄|发往|送货|运费|邮费|快递费|包邮|免运费|免邮|versand|versenden|verschicken|versandkosten|expédition|expédier|envoi|envío|enviar|配送|送料',
  how_long:
    'business day|working day|by when|how quickly|how fast|before christmas|in time for|here before|arrive before|工作日|几号|哪天|要等|等多久|多快|最快|来得及|赶得上|how long|how many days|how many weeks|how soon|how fast|when|eta|estimated|delivery time|shipping time|delivery date|多久|几天|多少天|多长时间|什么时候|何时|啥时候|几日|时效|wie lange|wann|combien de temps|quand|cuánto tarda|cuándo|いつ|何日',
  how_much:
    'how expensive|set me back|费率|标准|how much|cost|price|charge|fee|rate|expensive|cheap|运费|邮费|快递费|多少钱|费用|价格|贵|收费|kosten|preis|versandkosten|combien|prix|frais|cuánto cuesta|precio|coste|送料|いくら',
  free_shipping:
    'no shipping cost|shipping for free|运费全免|满减运费|free shipping|free delivery|free postage|ship free|shipping free|delivery free|包邮|免运费|免邮|kostenloser versand|versandkostenfrei|livraison gratuite|envío gratis|送料無料',
  free: 'without paying|不要钱|free|free of charge|no charge|免费|kostenlos|gratuit|gratis|無料',
  threshold: 'over|minimum|spend|threshold|at least|满|满多少|门槛|买多少|mindestbestellwert|minimum|mínimo',
  destination:
    'outside us|my country|from abroad|other countries|哪些地方|哪里能寄|偏远|country|countries|region|internationally|international|worldwide|abroad|overseas|国家|地区|国际|海外|全球|境外|国外|land|länder|ausland|pays|étranger|país|países|海外発送',
  customs:
    '税费|border|at the border|import vat|taxed|包税|补税|清关费|交税|customs|duty|duties|tariff|import|import fee|import charge|import tax|import duty|customs duty|ddp|ddu|dap|clearance|brokerage|关税|海关|清关|进口税|被税|进口|报关|zoll|zollgebühren|einfuhr|douane|droits de douane|aduana|aranceles|関税|税関',
  tax: 'vat|tax|taxes|sales tax|gst|btw|增值税|税|含税|消费税|税费|加税|交税|mwst|mehrwertsteuer|steuer|tva|taxe|iva|impuesto|消費税',
  size: "wear|i usually wear|usually take|my size|which size|what size|斤|公斤|穿几码|哪个码|身材|合脚|脚长|cm|kg|lbs|tall|in between sizes|between sizes|run small|run large|穿多大|买多大|什么码|size|sizing|size chart|size guide|measurement|fit|fits|doesn't fit|small|large|medium|too big|too small|too tight|true to size|xl|xxl|inches|waist|chest|尺码|尺寸|码|几码|大小|穿|身高|体重|偏大|偏小|大一号|小一号|合身|买小了|买大了|尺码表|größe|größentabelle|taille|talla|サイズ",
  return:
    'send things back|send these back|send them back|sending it back|take it back|return form|想退|要退|退掉|return|return address|return policy|return window|return period|退货政策|退货期限|return cost|return postage|return shipping|return label|退货运费|退货邮费|退货地址|send back|give back|bring back|ship back|take back|send it back|send something back|退货|退|退回|退换|寄回|退掉|退回去|无理由|rückgabe|zurückschicken|zurücksenden|retoure|retour|retourner|renvoyer|devolución|devolver|返品',
  return_period:
    'time limit|how late|possible to return|return after|can i return|eligible for return|时间限制|退货时间|无理由退货|可以退货吗|能退货吗|有效期内|过了几天|退货条件|退换政策|deadline|cutoff|how many days can i return|几天内可以退|几天内能退|多久内可以退|多久内能退|超过几天|policy|return policy|return window|return period|return deadline|how long to return|days to return|still return|too late|期限|政策|退货政策|退货期限|七天无理由|多少天内|还能退|能退吗|rückgabefrist|widerruf|délai de retour|plazo de devolución',
  procedure:
    'how to return|how do i return|how can i return|want to return|need to return|怎么退|怎么退货|如何退货|我要退货|申请退货|怎么寄回|怎么把|procedure|process|label|return label|start a return|request a return|step|流程|申请|手续|步骤|标签|操作|retourenlabel|étiquette|etiqueta',
  address:
    '地址要换|old address|换地址|house number|apartment number|flat number|my office|work address|office instead|收货地址|换收货地址|换个收货地址|门牌号|公司地址|address|street|zip|zip code|postcode|postal code|warehouse|地址|收件人|邮编|街道|仓库|退货地址|return address|寄到哪里|寄到哪|change address|different address|another address|new address|wrong address|moved house|moved|搬家|搬家了|换个地址|改地址|地址填错|地址写错|adresse ändern|umgezogen|changer adresse|cambiar dirección|adresse|anschrift|dirección|住所',
  pay: 'pay|paid|payment|付款|支付|付钱|付|结账|买单|结算|刷|bezahlen|zahlen|zahlung|payer|paiement|pagar|pago|支払い',
  who_pays:
    'who pay|who cover|pay for return|pay return|return cost|return postage|return shipping|退货运费|退货邮费|prepaid|at my expense|谁出|谁付|承担|自己出|自费|wer zahlt|qui paie|quién paga',
  refund:
    'not in account|money not in|退款还没|退款没|没退钱|多久退钱|退款进度|退款状态|refund status|refunded|still waiting on refund|money on card|money returned|money is back|get paid back|还没退|没退款|钱怎么还没退|退的钱|refund|money back|get my money|reimburse|reimbursement|退款|退钱|钱退|到账|返款|退给我|erstattung|rückerstattung|geld zurück|remboursement|rembourser|reembolso|返金',
  exchange:
    'exchange|swap|trade for|replace with|another size|another colour|different size|different colour|bigger size|smaller size|换货|想换|能换|可以换|换成|换大|换小|换一个|换一件|调换|更换|换个|换颜色|umtausch|umtauschen|échange|échanger|cambio|cambiar por|交換',
  damaged:
    "in pieces|fell off|came off|fell apart|质量太差|flickers|came broken|arrived broken|arrived damaged|shattered|bent|stained|dirty|hole|赔|赔偿|烂了|有洞|脏|污渍|掉色|断了|不能用|damage|damaged|broken|break|broke|defective|faulty|defect|smashed|crack|cracked|scratch|torn|ripped|leak|crushed|dented|shattered|dead on arrival|won't turn on|doesn't turn on|坏|坏了|坏的|破损|破|破了|碎|碎了|裂|裂了|损坏|瑕疵|划痕|故障|质量问题|变形|压坏|beschädigt|kaputt|defekt|endommagé|cassé|abîmé|dañado|roto|defectuoso|破損",
  malfunction:
    "stops working|stop working|broke down|quit working|失灵|doesn't work|does not work|not work|not working|stopped working|doesn't turn on|won't turn on|won't charge|dead|defective|faulty|broken|broke|defect|用不了|坏|坏了|坏的|故障|质量问题|不能用|没反应|defekt|kaputt|cassé|defectuoso",
  wrong_item:
    "wrong item|wrong product|wrong article|wrong thing|wrong colour|wrong size|wrong one|not what i ordered|incorrect item|different item|somebody else's|instead of|but got|but received|发错|寄错|错货|发错货|不是我买的|不是我要的|收到的商品不对|送错|falscher artikel|falsche ware|mauvais article|artículo equivocado|producto equivocado",
  wrong: 'wrong|incorrect|mistake|typo|错|错误|填错|写错|错了|falsch|erreur|equivocado',
  missing_item:
    "missing|missing item|item missing|incomplete|left out|not in the box|wasn't in the box|only got|only received|part of my order|parts missing|少了|少发|少一件|漏|漏发|漏了|缺|缺件|缺少|缺了|只收到|没放|fehlt|fehlender artikel|manquant|manque|falta",
  cancel:
    "no longer want|undo|撤回|退单|changed my mind|change my mind|by accident|by mistake|accidentally|后悔了|拍错了|误拍|买错了|下错单|cancel|cancellation|call off|stop order|stop my order|don't want|bought by mistake|取消|撤销|撤单|不想要|不要了|stornieren|storno|annuler|annulation|cancelar|anular|キャンセル",
  change:
    '地址要换|old address|换地址|换收货地址|换个收货地址|instead of home|switch|change|modify|edit|update|amend|correct|fix|改|修改|更改|变更|改成|改一下|change address|different address|another address|new address|wrong address|moved house|moved|搬家|搬家了|换个地址|改地址|地址填错|地址写错|adresse ändern|umgezogen|changer adresse|cambiar dirección|ändern|modifier|changer|cambiar|modificar|変更',
  edit_order:
    'add|remove|forgot to add|another item|quantity|edit order|change order|add to order|combine|再加|加一件|加商品|去掉|删掉|数量|合并|修改订单|hinzufügen|ajouter|añadir',
  pay_method:
    'using visa|with visa|by visa|pay with|cash on delivery|pay cash|cash|klarna|货到付款|现金|apple支付|银行转账|payment method|payment option|ways to pay|how can i pay|paypal|visa card|mastercard|amex|american express|apple pay|google pay|credit card|debit card|bank card|which card|bank transfer|alipay|wechat|wechat pay|ideal|bancontact|付款方式|支付方式|支付宝|微信|微信支付|信用卡|银行卡|刷卡|怎么付款|转账|银联|zahlungsmethoden|zahlungsarten|kreditkarte|moyens de paiement|carte bancaire|métodos de pago|tarjeta|支払い方法',
  payment_failed:
    "card not accepted|not accepted|checkout error|payment problem|payment issue|刷不了|支付不了|付不出去|declined|rejected|payment fail|fail|failed|doesn't go through|not go through|won't go through|error|could not be processed|unsuccessful|can't pay|失败|被拒|拒绝|报错|付不了|不成功|支付失败|付款失败|付款不成功|abgelehnt|fehlgeschlagen|refusé|échoué|rechazado|falló",
  installments:
    'installment|instalment|klarna|afterpay|clearpay|pay monthly|monthly|split payment|split the payment|pay later|buy now pay later|bnpl|分期|分期付款|先买后付|几期|花呗分期|花呗|按月|ratenzahlung|raten|paiement en plusieurs fois|plazos|cuotas|分割払い',
  currency:
    'currency|euro|euros|dollar|dollars|usd|eur|gbp|pounds|cad|aud|yuan|rmb|exchange rate|币种|货币|美元|欧元|英镑|人民币|汇率|日元|港币|加元|währung|devise|moneda|divisa|通貨',
  invoice:
    'proof of purchase|tax invoice|pro forma|凭证|vat invoice|要开票|增值税发票|invoice|receipt|bill|tax number|accounting|发票|抬头|报销|收据|开票|税号|rechnung|quittung|facture|reçu|factura|recibo|請求書|領収書',
  discount:
    'voucher|便宜吗|能便宜|discount for|first order|new customer|cheaper price|新人|首单|活动|便宜点|discount|discount code|coupon|coupon code|promo|promo code|promocode|promotion|voucher code|code|优惠|折扣|优惠码|优惠券|折扣码|券|打折|促销|满减|rabatt|rabattcode|gutschein|gutscheincode|réduction|code promo|descuento|código|cupón|クーポン|割引',
  warranty:
    'after six months|after a year|within a year|stops working after|过保|在保|warranty|guarantee|guaranteed|covered|warranty claim|保修|质保|质保期|保几年|维修|联保|包修|garantie|gewährleistung|garantía|保証',
  gift: 'for a friend|送给朋友|gift|present|礼物|送人|送礼|礼品|送朋友|geschenk|cadeau|regalo|ギフト|プレゼント',
  gift_wrap:
    'wrap it|wrapped|包起来|包一下|写张卡片|卡片|gift wrap|gift wrapping|wrap|wrapping|wrapping paper|gift box|card message|gift message|add a note|greeting card|包装|贺卡|礼品包装|礼盒|留言|价格单|包装成礼物|geschenkverpackung|papier cadeau|emballage cadeau|envolver|ラッピング',
  gift_card:
    'gift card|giftcard|e gift card|voucher|gift voucher|gift certificate|礼品卡|购物卡|储值卡|电子礼品卡|geschenkkarte|geschenkgutschein|carte cadeau|tarjeta regalo|ギフトカード',
  wholesale:
    'pieces|quote|quotation|for my shop|for my store|for my business|business customer|报价|开店|拿货|进货|unit|units|pcs|large order|large quantity|quantities|大批量|成批|wholesale|bulk|resell|reseller|distributor|trade price|minimum order quantity|minimum quantity|moq|b2b|boutique|retailer|dropship|批发|批发价|大量|代理|起订量|批量|采购|团购|经销|分销|großhandel|wiederverkäufer|grossiste|gros|revendeur|mayorista|al por mayor|卸売',
  restock:
    'have again|again soon|come back|coming back|be back|still available|sold again|还会有|还有吗|还会再有|再进|什么时候能买到|断码|restock|back in stock|sold out|out of stock|available again|in stock|stock|notify me|available|get more|缺货|补货|有货|断货|卖完|上架|到货|到货通知|到货了|没货|售罄|现货|库存|ausverkauft|wieder verfügbar|lieferbar|rupture de stock|disponible|agotado|在庫|再入荷',
  preorder:
    'preorder|pre order|pre-order|preordered|预售|预定|预购|预订|vorbestellung|vorbestellen|précommande|preventa|予約',
  contact:
    'email address|what is email|speak with|talk with|someone to talk|speak to someone|talk to someone|get in touch|hotline|真人|打电话|contact|customer service|customer support|support|phone number|phone|telephone|call you|email you|speak to|talk to|real person|human|agent|live chat|chat|representative|reach you|whatsapp|客服|人工|转人工|联系|联系你们|电话|在线聊天|投诉|kontakt|kundenservice|contacter|service client|contactar|atención al cliente|問い合わせ',
  carrier:
    'courier|carrier|dhl|ups|fedex|usps|4px|yunexpress|royal mail|dpd|gls|shipping company|delivery company|shipping service|顺丰|快递公司|物流公司|什么快递|哪家|哪家快递|圆通|中通|云途|邮政|承运商|versanddienst|transporteur|transportista|運送会社',
  marked_delivered:
    'proof of delivery|signed by|someone else signed|被别人签收|代签|says delivered|say delivered|marked as delivered|marked delivered|shows delivered|status delivered|is delivered|stolen|left at the door|porch|mailbox|neighbour|签收|已签收|显示签收|显示送达|已送达|妥投|显示 delivered|zugestellt|als zugestellt|livré mais|entregado',
  not_received:
    "missing package|package missing|missing parcel|lost package|lost parcel|package lost|parcel lost|package never|包裹丢|没到|一直没到|迟迟没到|didn't get|didn't receive|did not receive|not get it|never received|never arrived|not received|haven't received|not arrived|nothing|still nothing|not here|没收到|没拿到|未收到|没有收到|不见了|还没到|丢了|丢件|nicht erhalten|nicht angekommen|pas reçu|jamais reçu|no recibido|no he recibido|no llegó|届かない",
  stuck:
    "stuck|not moved|hasn't moved|not moving|not updated|no update|not updating|hasn't updated|no movement|no scan|for days|not found|doesn't update|不动|一直不动|没更新|没有更新|停在|卡在|不更新|没动静|查不到|好几天没|keine aktualisierung|bloqué|pas de mise à jour|sin actualizar|atascado",
  care: 'shrink|tumble dry|hand wash|dry clean|what fabric|缩水|手洗|干洗|起球|褪色|wash|washing|washing machine|wash and care|clean|cleaning|material|fabric|cotton|leather|polyester|wool|composition|made of|waterproof|iron|面料|材质|材料|机洗|清洗|洗|水洗|纯棉|真皮|保养|防水|成分|棉|什么做的|waschen|pflege|laver|entretien|matière|lavar|素材|洗濯',
  authenticity:
    'authentic|authenticity|genuine|original|fake|counterfeit|real brand|正品|真货|假货|真的假的|原装|仿品|echt|original|authentique|auténtico',
  loyalty:
    'loyalty|points|reward|rewards|loyalty program|member|membership|vip|refer a friend|referral|积分|会员|会员等级|推荐好友|奖励|treuepunkte|fidélité|puntos',
  newsletter:
    'stop emails|remove me|mailing|emails from you|不想收到邮件|不要再发邮件|广告邮件|stop sending emails|stop sending me emails|spam|marketing mail|取消订阅|垃圾邮件|别再发邮件|newsletter|subscribe|unsubscribe|mailing list|marketing email|订阅|退订|邮件推送|abonnieren|abmelden|désabonner|suscribirse',
  subscription:
    'subscription|auto renew|recurring|renewal|skip a month|定期购|自动续费|续订|abo|abonnement|suscripción',
  store:
    'where is your store|where is your shop|location of store|location|located|your store|门店|店铺地址|visit your shop|visit shop|visit you|physical shop|in person|brick and mortar|实体|线下|网店|physical store|showroom|retail store|pick up|pickup|collect in store|click and collect|实体店|门店|线下店|自提|到店|ladengeschäft|abholen|magasin|tienda física',
  voltage:
    'v|sockets|outlet|converter|charger|充电器|伏|voltage|volt|plug|adapter|socket|110v|220v|充电头|电压|插头|插座|转换头|stecker|spannung|prise|enchufe',
  battery: 'battery|batteries|lithium|charge time|电池|续航|充电多久|akku|batterie|batería',
  review: 'review|reviews|rating|feedback|评价|评论|好评|晒单|bewertung|avis|reseña',
  price_match:
    'price match|price matching|price drop|price adjustment|cheaper elsewhere|保价|价保|降价|差价|补差价|preisgarantie|baisse de prix',
  express:
    '快点|很急|急|faster|quicker|asap|hurry|need it by|快一点|赶时间|express|expedited|faster shipping|faster delivery|priority|rush|overnight|next day|urgent|加急|加快|特快|急用|尽快|次日达|expressversand|livraison express|envío exprés|速達',
  po_box: 'po box|p o box|apo|fpo|parcel locker|packstation|邮政信箱|快递柜|军邮',
  signature: 'signature|sign for|at home to receive|safe place|需要签名|签字|本人签收|unterschrift',
  final_sale: 'final sale|clearance item|sale item|discounted item|特价商品|特价|清仓|清仓商品',
  privacy:
    'personal information|泄露|泄露信息|privacy|personal data|data protection|gdpr|delete my data|card details safe|隐私|个人信息|数据安全|信息泄露|datenschutz|confidentialité|privacidad',
  secure:
    'card data|payment safe|safe to pay|pay safely|trust|付款安全|支付安全|信用卡安全|放心|leak|hack|stolen card|泄露|盗刷|被盗|secure|security|safe to buy|scam|legit|trustworthy|reliable|安全|靠谱|可靠|骗子|骗人|sicher|seriös|fiable|arnaque|seguro',
  charged_twice:
    'charged twice|double charge|charged two times|duplicate charge|duplicate order|重复扣款|扣了两次|多扣|重复下单|doppelt abgebucht',
  confirmation:
    "confirmation|confirmation email|order confirmation|no email|didn't get an email|确认邮件|订单确认|没收到邮件|bestätigung|confirmation de commande|confirmación",
  customize:
    'custom text|custom print|custom design|initials|monogram|with my name|加名字|名字|logo|put my name|name on it|my own text|刻名字|刻|印字|绣字|customize|customise|personalize|personalise|engrave|engraving|custom made|custom logo|定制|刻字|个性化|印logo|personalisieren|gravur|personnaliser|personalizar',
  sustainability:
    'sustainable|sustainability|eco friendly|recycled|recyclable|carbon|vegan|环保|可回收|可持续|nachhaltig|durable|sostenible',
  repair: 'repair|spare part|replacement part|维修点|修理|配件单卖|零件|reparatur|ersatzteil|réparer|reparación',
  instructions:
    'manual|user manual|instruction|instructions|how to use|setup guide|assembly|assemble|说明书|使用方法|怎么用|怎么安装|组装|anleitung|mode d emploi|instrucciones',
  combine_orders:
    'combine orders|combined shipping|ship together|one parcel|merge orders|合并发货|一起发|合并订单|拼单|zusammen versenden',
  split_shipment:
    'split shipment|separate packages|separate parcels|several parcels|multiple packages|ship separately|分开发|分批|拆单|几个包裹|分几个包裹|teillieferung',
  returned_to_sender:
    'returned to sender|failed delivery|delivery attempt|missed delivery|undeliverable|held at|pick up point|退回寄件人|派送失败|投递失败|被退回|zustellversuch|retour à l expéditeur',
  delay:
    'delay|delayed|late|overdue|behind schedule|延误|延迟|晚了|迟迟|超时|太慢|verspätet|verspätung|retard|retraso|遅延',
  holiday:
    'holiday|holidays|public holiday|christmas|black friday|chinese new year|节假日|假期|春节|国庆|圣诞|放假|feiertag|vacances|festivo',
  account:
    "my profile|change email|sign me up|two factor|verification code|reset|验证码|改密码|注销|改邮箱|account|password|login|log in|sign in|sign up|register|registration|username|can't log in|账号|账户|密码|登录|登录不上|注册|登陆|登不上|konto|passwort|anmelden|compte|mot de passe|cuenta|contraseña|アカウント|パスワード",
}

/** Concepts that half of all questions share: on their own they say little about what is asked. */
export const WEAK_CONCEPTS: ReadonlySet<string> = new Set([
  'where',
  'order',
  'parcel',
  'delivery',
  'ship',
  'threshold',
  'destination',
  'procedure',
  'pay',
  'wrong',
  'change',
  'free',
  'malfunction',
])

/** What kind of answer is wanted: says more than a weak concept, less than a subject. */
export const ASKING_CONCEPTS: ReadonlySet<string> = new Set(['how_long', 'how_much'])

/** Concepts of any conversation: beside words that nobody in this shop uses, they do not make a question about the shop. */
export const GENERAL_CONCEPTS: ReadonlySet<string> = new Set([
  'where',
  'how_long',
  'how_much',
  'threshold',
  'destination',
  'procedure',
  'wrong',
  'change',
  'free',
])

/** Words that carry no subject. Latin ones are compared after folding, before stemming. */
export const STOP_WORDS =
  "a an the i im i'm ive id me my mine you your yours u ur we our us it its it's he she they them their this that these those there here is are am was were be been being do does did done dont don't doesnt didnt have has had havent can could will would shall should may might must cant of to in on at by for from with without about as into onto than then and or but if so because not no yes any some all also just only still again ever never now today already really very please pls plz hi hello hey thanks thank thx dear sir madam stuff things guys gonna wanna what which who whom whose how why when where ok okay want need like know tell help possible way let us got get gets getting go going come take use using make made one two thing something anything someone anyone lot bit much many more most say says said see look looking wondering question ich du sie wir ist sind der die das ein eine mein meine und oder mit für von zu wie was kann ich bitte hallo je tu vous nous il elle est sont le la les un une des mon ma mes et ou avec pour de du à que quoi comment puis bonjour merci yo tu usted es son el los las unos mi mis y o con para por que como puedo hola gracias"

/** Articles and possessives: "pay for the return" is the phrase "pay for return". */
export const FILLERS = 'a an the my your our this these mein meine meinen mon ma mes mi mis'

/** The same in Chinese (and a few of Japanese): cut out before characters are paired. */
export const STOP_PHRASES =
  '请问|你好|您好|谢谢|麻烦|帮我|帮忙|一下|我想|我要|想要|我的|你们的|你们家|你们|我们|他们|您|你|我|他|她|这个|那个|这款|这|那|个|的|了|吗|呢|啊|吧|呀|哦|嘛|着|过|是不是|是|有没有|没有|有|可不可以|可以|能不能|能|会不会|会|要不要|要|怎么办|怎么样|怎么|怎样|如何|什么|为什么|为啥|啥|哪些|哪个|谁|几|多少|多|一般|大概|现在|今天|明天|刚才|刚|还是|还|也|都|就|才|再|很|太|不|没|和|与|或|在|到|从|把|被|给|对|跟|用|上|下|里|里面|内|后|之后|以后|前|之前|请|东西|商品|产品|一个|一件|一|如果|因为|所以|但是|的话|想|来|去|说|看|知道|问题|支持|需要|です|ます|ですか|ますか|の|は|が|を|に|で|と|か'
