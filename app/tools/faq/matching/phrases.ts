/**
 * How shoppers say it: more forms for the concepts of concepts.ts, and concepts of trades it does not name. In: nothing. Out: a table for the lexicon.
 * Written from general knowledge of shops, by topic, without sight of any labelled question. English, and Chinese as written on both sides of the strait.
 * Invariant: as in concepts.ts: a form may stand under several concepts, and the longest form at a place wins.
 */
export const PHRASES: Readonly<Record<string, string>> = {
  // where is it ----------------------------------------------------------------------------------------------------
  track:
    'has got to|gotten to|gone to|left yet|has left|where the parcel|where the package|where the order|follow my order|follow my parcel|follow shipment|locate my order|locate my parcel|check on my order|check my order|order update|latest on my order|where can i see|tracking link|tracking code|tracking id|tracking info|tracking information|tracking page|consignment number|waybill|airway bill|shipment number|no tracking|没有单号|运单号|快递单号|物流单号|物流进度|物流查询|包裹进度|订单进度|订单状态|配送进度|查快递|查包裹|查订单|看物流|跟进|货到哪|东西到哪|快递到哪|寄出了吗|出货了吗|出貨|出库|有没有发货|什么时候出货',
  not_received:
    "never turned up|never showed up|never came|did not show up|didn't turn up|has not arrived|hasn't arrived|hasn't come|hasn't turned up|has not turned up|where the hell|still waiting for my|still waiting for order|lost in the mail|lost in the post|lost in transit|went missing|gone missing|disappeared|vanished|没送到|还没送到|还没收到|至今未收到|一直没收到|迟迟没收到|没看到包裹|包裹不见|快递不见|寄丢|弄丢|遗失|丢失|丟失|不翼而飞|石沉大海",
  marked_delivered:
    'says it was delivered|says it has been delivered|shows as delivered|marked it delivered|carrier says delivered|tracking says delivered|status says delivered|delivery photo|proof of delivery|delivered but|显示已签收|显示已妥投|说已送达|说已签收|写着已签收|物流显示签收|已投递|被签收|不是我签收|不是本人签收|谁签收',
  stuck:
    "same status|same place for|has not changed|hasn't changed|no new scan|no new update|no tracking update|tracking stopped|tracking has stopped|frozen|pending for|label created|awaiting carrier|pre shipment|in limbo|停滞|卡住|卡着|没有变化|没变化|没进展|毫无进展|状态没变|一直显示|一直停|一直卡|不再更新|停更|滞留|还在揽收",
  delay:
    'taking so long|takes so long|taking too long|took too long|running late|longer than expected|longer than promised|past the estimated date|past delivery date|should have arrived|supposed to arrive|was due|held up|delayed delivery|slow delivery|slow shipping|怎么这么慢|这么久|太久|超期|过了预计|超过预计|逾期|应该到了|早该到|还要多久|拖延|耽误|延期|慢死',
  returned_to_sender:
    'sent back to you|return to sender|going back to you|on its way back|refused by|unclaimed|could not deliver|could not be delivered|unable to deliver|nobody home|no one home|nobody was home|missed the courier|missed the driver|redeliver|redelivery|deliver again|reschedule delivery|second attempt|再次派送|重新派送|重派|再送一次|没人在家|不在家|无人签收|拒收|退回发件人|退运|被退件|退件|派件失败|派不到|无法派送|取件通知',
  address:
    'delivered to work|deliver to work|delivered to my office|换个地方|换地方|shipping address|delivery address|billing address|postal address|home address|wrong street|typo in address|parents house|forward to|redirect my parcel|reroute|送货地址|配送地址|寄送地址|邮寄地址|账单地址|收货人|收件地址|楼层|门牌|转寄|改派|寄错地方|写错地址|填错地址|地址不对|地址有误|住址',
  change:
    'alter|revise|replace address|put the wrong|entered the wrong|typed the wrong|typed it wrong|gave the wrong|used the wrong|used an old|forgot to change|update my address|make a change|调整|订正|更正|更换地址|更新地址|换成|替换|变动|还能改吗|可以改吗|能不能改|来得及改',
  edit_order:
    'change item|change the colour|change the color|change the size of|change quantity|add something|add one more|add another|remove an item|take something off|leave something out|swap an item|edit my order|modify my order|amend my order|order again by mistake|加购|追加|多加一件|多买一件|少买一件|删一件|删掉一件|改颜色|改尺码|改数量|换颜色|修改商品|更改商品|更改订单|改订单|改单',
  cancel:
    'stop the order|withdraw my order|take back my order|get rid of my order|do not want it|do not want it any more|do not need it|no need any more|ordered twice|ordered too many|bought the wrong|wrong order|can i still cancel|cancel my purchase|cancel the purchase|void|abort|不想买|不需要了|不买了|不订了|退订单|取消订单|取消购买|想取消|能取消|可以取消|撤回订单|拍多了|拍重|重复下单|订多了|买多了|下重了|点错',
  combine_orders:
    'two orders|both orders|several orders together|put together|put them together|in the same box|in one box|one shipment|single shipment|save on shipping|together in one|两个订单|两单|多个订单|一起寄|一起寄出|合单|并单|合包|放一起|同一个包裹|合在一起',
  split_shipment:
    'only part of|part of the order|half of my order|half the order|rest of my order|remaining items|other items|partial shipment|partially shipped|two packages|more than one package|different packages|分开寄|分几次|分两个|另一个包裹|剩下的|其余商品|其他商品|只到一部分|一部分|只发了一部分|部分发货',

  // sending --------------------------------------------------------------------------------------------------------
  ship: 'ship out|shipped out|send out|sent out|get it sent|do you post|delivered to|delivery to|deliver to|shipping to|sending to|寄送|寄去|送去|送往|运往|发去|发到|直邮|直发|派送到|配送到|出口到|宅配|运送|寄件',
  destination:
    'my location|my area|my region|where i live|my city|my state|island|remote area|remote areas|rural|outside the country|outside europe|outside of us|other continents|anywhere in the world|everywhere|globally|跨国|跨境|外国|外地|海岛|偏远地区|偏远|港澳台|东南亚|北美|南美|中东|非洲|全世界|哪些国家|我这边|我们这里|当地|所在地区|支持配送|配送范围|能送到|可以送到',
  how_long:
    'how many business days|how many working days|how many weeks|how much time|time frame|timeframe|timeline|turnaround|lead time|processing time|handling time|transit time|expected date|delivery estimate|what date|which day|by friday|by monday|this week|next week|before my birthday|by my birthday|in time|on time|soon|long does it take|take to arrive|take to get|多长|几个工作日|多少个工作日|几周|几个星期|多少小时|几小时|几号到|哪天到|啥时|什么时间|大概多久|预计时间|预计送达|需要几天|要几天|花多久|耗时|处理时间|备货时间|运输时间|到货时间|时间要多久|需时',
  how_much:
    'pricey|is postage dear|what is the price|what does it cost|what would it cost|cost to ship|cost of shipping|shipping cost|shipping costs|shipping rate|shipping rates|shipping fee|shipping fees|shipping price|delivery cost|delivery charge|delivery fee|postage cost|do i pay for shipping|surcharge|extra cost|extra charge|hidden fee|handling fee|calculate shipping|运费多少|邮费多少|快递费多少|运费怎么算|怎么收费|收费标准|怎么计算|额外费用|附加费|手续费|几钱|多少錢|价钱|报个价|要付多少',
  free_shipping:
    "don't pay delivery|don't pay for delivery|don't pay shipping|don't pay for shipping|not pay shipping|不用付邮费|不付邮费|不用邮费|不用付运费|不付运费|waive shipping|no shipping fee|no shipping charge|no delivery charge|shipping on the house|shipping included|postage included|delivery included|get free shipping|qualify for free|minimum for free|包运费|免费寄|免费送货|免费配送|免费运送|免运|运费减免|运费免|满额免|满额包邮|不收运费|运费由你们",
  threshold:
    'how much do i have to spend|order value|order total|cart total|minimum order|min order|满额|消费满|凑单|起送|最低消费|订单金额|达到多少|買滿',
  express:
    'fastest|quickest|speed up|speed it up|sooner|as soon as possible|same day|two day|next business day|urgent order|in a rush|pay more for faster|upgrade shipping|upgrade my shipping|air mail|by air|优先发货|优先|急件|加急费|当日达|隔日达|限时|空运|最快的|最快多久|提前到|早点到|早点发|能快点',
  carrier:
    'who delivers|who will deliver|who ships|which company delivers|delivery partner|delivery service|shipping partner|shipping method|shipping methods|post office|postal service|courier company|choose the courier|choose carrier|which courier|which carrier|hermes|evri|canada post|australia post|japan post|yamato|sf express|yanwen|cainiao|ems|走什么物流|走什么快递|用什么快递|发什么快递|指定快递|换快递|物流方式|配送方式|运送方式|配送公司|物流商|菜鸟|燕文|京东物流|中国邮政|黑猫|宅急便|邮局|海运',
  po_box:
    'post box|postbox|mailbox address|parcel shop|pick up locker|locker|military address|自提柜|智能柜|丰巢|菜鸟驿站|驿站|超商取货|便利店取货|代收点|取货点',
  signature:
    'require a signature|signature required|do i have to sign|need to be home|need to be at home|have to be home|be at home|leave it with|leave at door|leave by the door|leave it outside|当面签收|需要签收|亲自签收|一定要在家|放门口|放前台|放物业|代收',
  holiday:
    'weekend|weekends|saturday|sunday|saturdays|new year|easter|thanksgiving|cyber monday|golden week|周末|周六|周日|星期六|星期天|过年|新年|元旦|五一|十一|双十一|双11|黑五|感恩节|复活节|中秋|法定假日',
  preorder:
    'pre order item|release date|released|ships later|upcoming|not out yet|reserve|reservation|预先订购|预定商品|预售商品|新品|发售|上市|首发|抢先|定金|尾款|預購',
  restock:
    'come back in stock|be restocked|restocked|restocking|available soon|when available|out of my size|not in my size|unavailable|not available|email me when|let me know when|alert me|notification when|waiting list|wait list|waitlist|backorder|back order|discontinued|ever come back|sold out item|缺码|缺色|没码|没有我的码|没尺码|补码|返场|再上|再上架|重新上架|下架|停产|断色|到货提醒|到货了通知|有货通知|什么时候有货|还有没有货|还有货吗|有没有现货|候补|補貨|庫存',
  store:
    'brick store|visit store|opening hours|open hours|opening times|business hours|what time do you open|what time do you close|come by|come in person|try it on in store|showroom|local store|collect my order|collect it myself|collect from|pick it up|pick up in store|pick up myself|营业时间|几点开门|几点关门|开门|实体门店|哪里有店|线下店|到店看|试穿|上门取|上门自提|自己取|自取|自己去拿|门市',

  // money ----------------------------------------------------------------------------------------------------------
  customs:
    'bill from customs|tariffs|课税|征税|交关税|customs charges|customs fee|customs fees|customs bill|customs tax|customs clearance|clear customs|cleared customs|import taxes|import costs|import charges|import fees|border fees|border tax|hidden charges at delivery|extra fees on delivery|fees on arrival|taxes on arrival|pay on arrival|pay when it arrives|pay the courier|pay the postman|duty free|duties included|duty paid|delivered duty paid|delivered duty unpaid|customs declaration|declare|declared value|customs form|hs code|commercial invoice|de minimis|brexit|清关|被扣|扣关|扣在海关|过关|通关|报关费|申报|申报价值|低报|报低|进口费用|进口关税|进口税费|关税谁付|关税谁出|要交关税|会被税|被征税|补交税|入境|免税额|起征点|关税补贴|完税|税金|海關|關稅|清關',
  tax: 'tax included|including tax|includes tax|before tax|after tax|plus tax|excluding tax|excluding vat|including vat|without vat|with vat|vat free|vat number|tax id|tax exempt|tax exemption|tax refund|tax free|gst included|含不含税|是否含税|价格含税|未税|不含税|免税|退税|税率|税号|税点|統一編號|统一编号|统编',
  who_pays:
    'at your cost|at your expense|at my cost|do i have to pay for return|do i pay for the return|is return free|are returns free|free return|free returns|free return label|return shipping free|return shipping cost|who is responsible|my responsibility|谁来承担|谁来付|谁来出|由谁|需要我付|需要我出|要我付|我自己付|你们承担|你们出|免费退货|免费退|退货免费|运费险|退货包运费',
  refund:
    'get refunded|be refunded|full refund|partial refund|refund amount|refund time|refund not received|refund pending|refund to my card|credit back|credited|credit my card|store credit|reverse the charge|chargeback|get back my money|want my money|money returned|money refund|compensation|compensate|退费|退款到哪|退款多久|退款时间|退款到账|退款金额|全额退|全额退款|部分退款|原路退回|原路返回|退到哪里|退到卡|退到账户|退回来的钱|钱什么时候退|钱退到|没收到退款|赔偿金|补偿|赔付|退款申請',
  pay_method:
    'payment methods|payment types|forms of payment|means of payment|how do i pay|how to pay|which payments|accepted cards|accept cards|do you accept|do you take|can i pay with|discover card|diners|unionpay|jcb|maestro|venmo|zelle|cash app|cheque|check by mail|wire transfer|sepa|direct debit|invoice payment|pay by invoice|pay on account|net 30|purchase on account|shop pay|amazon pay|samsung pay|cod|pay on delivery|支持什么支付|支持哪些支付|怎么支付|如何付款|如何支付|云闪付|花呗|信用付|对公转账|对公|汇款|货到付|到付|现金支付|刷信用卡|储蓄卡|借记卡|外卡|境外卡|超商付款|线上支付|貨到付款',
  payment_failed:
    "payment does not work|payment not working|payment keeps failing|payment got declined|payment denied|payment page|checkout does not work|checkout not working|checkout won't|can't check out|can't checkout|cannot check out|cannot place order|can't place order|can't complete|cannot complete|card is declined|card was declined|card refused|card rejected|bank blocked|transaction declined|transaction failed|3d secure|three d secure|verification failed|otp|不能支付|无法支付|无法付款|付款出错|支付出错|支付异常|交易失败|扣款失败|结账失败|无法结账|不能结账|下不了单|无法下单|不能下单|提交不了|卡被拒|验证失败|支付页面|一直转圈|付款不了|刷卡失敗",
  installments:
    'pay in parts|pay in three|pay in four|pay in installments|payment plan|monthly payments|spread the cost|spread the payment|split my payment|finance|financing|affirm|zip pay|sezzle|laybuy|layaway|按揭|分几次付|分次付款|每月付|月付|先用后付|免息|零利率|分期免息|0利率|支持分期',
  currency:
    'local currency|my currency|other currency|change currency|switch currency|pay in euros|pay in dollars|pay in pounds|conversion|converted|conversion fee|foreign transaction|foreign exchange|prices in|显示价格|换算|折算|按什么汇率|切换货币|换币种|本地货币|结算货币|外币|台币|新币|韩元|卢布|幣別',
  invoice:
    'tax receipt|vat receipt|company invoice|business invoice|invoice with company|invoice with vat|company name on|billing details|billing document|order receipt|copy of receipt|copy of invoice|print receipt|download invoice|expense report|for my accountant|开具发票|开发票|电子发票|纸质发票|增值税专用发票|专票|普票|公司抬头|发票抬头|补开发票|补发票|形式发票|商业发票|账单|收据凭证|購買證明|购买凭证|購買憑證',
  discount:
    'says invalid|is invalid|coupon not working|coupon does not work|code not working|code does not work|code invalid|invalid code|code is not valid|code expired|expired code|forgot to use code|forgot to apply|forgot my code|apply code|apply a code|apply the code|enter code|redeem|redeem code|where do i enter|stack|stacking|combine codes|combine discounts|two codes|more than one code|on sale|sale price|sales|any deals|any offers|special offer|flash sale|student discount|military discount|teacher discount|senior discount|birthday discount|welcome discount|sign up discount|percent off|cheaper|bargain|negotiate|best price|bundle price|特惠|特卖|秒杀|拼团|立减|减价|降价吗|打几折|有折扣|学生优惠|学生折扣|生日优惠|首单优惠|新用户优惠|领券|优惠码无效|优惠码用不了|优惠码不能用|折扣码无效|忘记用券|忘了用券|忘记输入|叠加|同时使用|一起用|可以叠加|兑换|兑换码|使用优惠|返现|砍价|还价|优惠活动|最低价|划算|折價券|促銷',
  price_match:
    'price adjust|price guarantee|price protection|lower price elsewhere|found it cheaper|cheaper on another|cheaper at|went on sale after|price dropped after|refund the difference|match the price|match price|beat the price|价格保护|价格保障|保价服务|买贵了|买贵|别家便宜|其他店便宜|刚买就降价|买完降价|退差价|补差|差額',
  gift_card:
    'e gift|egift|digital gift card|gift balance|card balance|gift card balance|use gift card|gift card code|gift cards expire|top up|礼品卡余额|卡余额|礼品券|礼券|代金卡|提货券|面值|充值卡|禮物卡|禮券',
  charged_twice:
    'charged me twice|billed twice|double billed|two charges|two payments|paid twice|taken twice|money taken twice|overcharged|wrong amount|wrong charge|charged too much|unknown charge|unauthorised charge|unauthorized charge|pending charge|付了两次|扣两次|扣了两笔|两笔扣款|两次扣费|多收|多付|多扣了|扣多|扣错|金额不对|金额错误|不明扣款|重复付款|重複扣款',

  // goods ----------------------------------------------------------------------------------------------------------
  size: 'between m and|between s and|between l and|size guide|sizing chart|sizing guide|size conversion|uk size|us size|eu size|asian size|plus size|petite|one size|oversized|oversize|slim fit|loose|tight|snug|runs small|runs large|runs big|size up|size down|go up a size|go down a size|what size am i|which size should|what size should|how does it fit|how do i measure|measure my|bust|hips|inseam|length|width|shoe size|ring size|half size|wide feet|选码|选尺码|选什么码|选哪个码|推荐尺码|推荐尺寸|推荐码|怎么选码|怎么选尺码|拿多大|该买几码|适合穿|修身|宽松|版型|显胖|欧码|美码|英码|亚洲码|国际码|均码|加大码|大码|小码|半码|内长|衣长|裤长|胸围|腰围|臀围|肩宽|袖长|量尺寸|怎么量|脚宽|脚围|戒指尺寸|鞋码|鞋号|尺寸表|尺碼',
  dimensions:
    'how big|how large|how small|how tall|how wide|how long is the item|dimensions|dimension|measurements of|in centimetres|in centimeters|in inches|capacity|volume|litre|liter|litres|liters|ml|how much does it hold|how heavy|weight|weighs|多大|多高|多宽|多长的|多重|重量|净重|毛重|体积|长宽高|规格|容量|毫升|几升|多少克|多少斤重|放得下|装得下',
  care: 'wash it|washed|how to wash|how to clean|how do i clean|how do i care|care instructions|washing instructions|care label|machine washable|machine wash|dishwasher|dishwasher safe|microwave|microwave safe|water resistant|waterproof|sweat proof|bleach|iron it|ironing|dry it|hang dry|colour fade|color fade|fade|pilling|wrinkle|怎么洗|如何清洗|如何保养|怎么保养|怎么清洁|能机洗|可以机洗|能不能洗|会缩水|会掉色|会褪色|会起球|洗碗机|微波炉|烘干|熨烫|漂白|干洗吗|手洗吗|耐洗|防泼水|防汗|清潔|保養',
  material:
    'what is it made of|made from|what material|which material|which fabric|what kind of fabric|real leather|genuine leather|faux leather|vegan leather|real gold|gold plated|sterling silver|stainless steel|pure cotton|organic cotton|cashmere|nylon|viscose|thickness|see through|transparent|lining|stretchy|stretch|什么材质|什么面料|什么料子|什么布料|什么材料|材质是|面料是|是真皮|是不是真皮|真丝|桑蚕丝|羊毛|羊绒|亚麻|涤纶|尼龙|羽绒|纯银|纯金|镀金|不锈钢|实木|塑料|金属|陶瓷|玻璃|厚不厚|薄不薄|透不透|透气|弹力|有弹性|内衬|柔软|材質',
  ingredients:
    'ingredient|ingredients|contain|contains|contain alcohol|paraben|fragrance|fragrance free|scent|scented|smell|smells|odour|odor|sulfate|gluten|dairy|nut|nuts|sugar|preservative|natural|organic|chemical|chemicals|成份|配方|含有|含不含|是否含|酒精|香精|防腐剂|添加剂|无添加|天然|有机|味道|气味|香味|异味|无麸质|坚果|乳制品|糖',
  allergy:
    'allergy|allergic|allergies|allergen|hypoallergenic|sensitive skin|irritate|irritation|rash|itchy|nickel|latex|pregnant|pregnancy|breastfeeding|过敏|致敏|防过敏|敏感肌|敏感皮肤|刺激|发红|起疹|痒|孕妇|怀孕|哺乳|镍',
  skin: 'oily skin|dry skin|skin type|which skin|acne|wrinkles|complexion|shade|which shade|skin tone|undertone|肤质|油皮|干皮|油性|干性|混合性|痘痘|美白|保湿|色号|肤色|选色号|适合什么皮肤',
  expiry:
    'expiry|expire|expires|expiration|expiration date|expiry date|best before|use by|shelf life|how long does it keep|how long does it last once|after opening|opened|batch|production date|manufacturing date|保质|保质期|有效期|过期|生产日期|开封|开封后|保存多久|能放多久|新鲜|批号|日期新不新|賞味期限',
  age: 'what age|how old|age range|suitable for children|suitable for kids|for kids|for babies|toddler|safe for kids|safe for children|child safe|choking|几岁|多大的孩子|适合多大|适龄|年龄|儿童|小孩|宝宝|婴儿|孩子能用',
  safety:
    'toxic|non toxic|bpa|bpa free|lead free|safe to use|food safe|food grade|certified|certification|certificate|ce mark|rohs|fda|lab tested|tested|安全吗|有毒|无毒|甲醛|食品级|认证|检测报告|质检|合格证|检验',
  pets: 'pet|pets|puppy|kitten|宠物|狗狗|猫咪|犬',
  compatibility:
    "compatible|compatibility|work with|works with|does it work with|fit my|fits my|will it fit|samsung|which model|what model|support my phone|bluetooth|wifi|wi fi|usb|usb c|pair|pairing|connect|connection|connecting|won't connect|does not connect|兼容|适配|适用|适用于|适合什么型号|什么型号|哪些型号|型号|支持苹果|支持安卓|蓝牙|连接|连不上|配对|无线|接口|能配|通用吗|匹配",
  voltage:
    'power plug|power adapter|power cord|power supply|electrical|electricity|european plug|british plug|us plug|uk plug|eu plug|wall socket|hertz|watt|watts|wattage|功率|瓦|电源|电源线|电源适配器|转换插头|美规|欧规|英规|国标插头|变压器',
  battery:
    'batteries included|does it need batteries|rechargeable|charge it|how long does the battery|battery life|recharge|charging|charging cable|mah|电池寿命|用电池|带电池|含电池|充一次|能用多久|充满|毫安|可充电|充电线',
  instructions:
    'how does it work|how do i use|how do i set up|how to set up|how to install|how do i install|set it up|install|installation|put together|tutorial|video guide|app download|download the app|reset it|factory reset|firmware|software update|使用说明|使用教程|操作说明|安装视频|安装说明|怎么设置|如何设置|如何安装|如何使用|怎么装|怎么操作|教程|重置|恢复出厂|固件|升级',
  authenticity:
    'original product|official store|authorised|authorized|authorised dealer|authorized seller|replica|knock off|knockoff|is it real|are these real|real or fake|verify authenticity|brand new|second hand|refurbished|官方|官方旗舰|授权|防伪|验货|验真|鉴定|专柜|行货|水货|是不是正品|保证正品|真品|高仿|翻新|二手|全新',
  origin:
    'made in|where is it made|where are they made|where are your products made|manufactured|manufacturer|country of origin|factory|produced|产地|原产地|哪里生产|哪里产的|哪国生产|哪里制造|产自|生产商|厂家|工厂|国产|进口的吗',
  colour:
    'colour|color|colours|colors|in black|in white|in red|in blue|other colours|other colors|colour accurate|same as picture|look like the picture|different from photo|different from the picture|darker|lighter|颜色|色差|有色差|实物颜色|和图片一样|跟图片|图片一样|实物图|其他颜色|有黑色|有白色|偏色|顏色',
  sustainability:
    'environment|environmentally|environmental|ethical|ethically|fair trade|cruelty free|tested on animals|animal testing|biodegradable|compostable|plastic free|packaging material|carbon neutral|footprint|recycle|动物实验|动物测试|零残忍|碳中和|可降解|公平贸易|绿色|低碳|再生材料|过度包装|永续',
  warranty:
    'warranty period|warranty length|warranty cover|extended warranty|register product|register my product|warranty card|manufacturer warranty|broke after|died after|stopped after|out of warranty|under warranty|still covered|how long is it guaranteed|lifetime guarantee|保修期|保修多久|保修卡|质保多久|全国联保|延保|保固|保固期|售后|售后服务|三包|用了几个月|用了半年|用了一年|出问题',
  malfunction:
    "doesn't switch on|won't switch on|does not switch on|won't start|does not start|doesn't charge|not charging|does not charge|no power|no sound|no picture|screen black|black screen|crashes|keeps disconnecting|overheats|overheating|noise|noisy|makes a noise|leaking|stopped charging|malfunction|malfunctioning|problem with my item|issue with product|not turning on|开不了机|打不开|充不进|充不了电|没声音|黑屏|死机|断连|发热|发烫|有杂音|异响|漏水|漏液|失效|不工作|不好使|坏掉|出故障|不灵",
  damaged:
    'arrived in bad condition|bad condition|poor condition|box was crushed|box damaged|packaging damaged|broken on arrival|broken when it arrived|arrived smashed|chipped|dent|scuffed|scratched|ripped|stain|mark on it|poor quality|bad quality|low quality|terrible quality|falling apart|loose thread|zipper|button missing|mould|mouldy|moldy|melted|spilled|leaked|收到就坏|一收到就|到手坏|到货破损|运输破损|外包装破|包装破损|盒子压|磕碰|掉漆|开线|脱线|线头|拉链坏|扣子掉|发霉|融化|洒了|漏了|做工差|质量不好|品质差|有问题的商品|瑕疵品|次品|壞掉',
  wrong_item:
    'wrong model|wrong product|wrong order|wrong colour sent|wrong color sent|sent me the wrong|received the wrong|got the wrong|someone elses order|another customers|not the item|not the one i ordered|not as described|different from what i ordered|does not match|mixed up|mix up|发错货|发错了|发错颜色|发错尺码|寄错了|收错货|收到别人的|和描述不符|与描述不符|货不对板|跟订单不符|不是同一个|拿错|搞错|弄错|寄成',
  missing_item:
    "was not there|wasn't there|were not there|came without|arrived without|没有配件|没有说明书|missing from my order|missing from the box|missing from package|something is missing|one item missing|one is missing|an item is missing|missing part|missing piece|missing pieces|missing screws|parts are missing|accessory missing|empty box|box was empty|package was empty|short shipped|incomplete order|order is incomplete|did not include|not included|forgot to send|forgot to include|少件|少了一件|少寄|漏寄|缺少配件|少配件|少零件|缺零件|空盒|空包裹|没有附|没附|没收到赠品|赠品没|数量不对|件数不对|不齐|不全|不完整|漏装",
  included:
    'what is in the box|whats in the box|come with|comes with|does it come with|included|include|is included|accessories|set contains|包含什么|包含哪些|含什么|都有什么|盒子里有|附带|附赠|赠送|配件|标配|套装包括|包装清单|自带',
  customize:
    'bespoke|made to order|made to measure|custom order|custom size|custom colour|personalised|personalized|personalisation|personalization|my own design|own logo|our logo|add a name|add text|embroidery|embroider|photo print|monogrammed|订做|定做|订制|私人订制|个性定制|来图|来样|印照片|印图|绣名字|加logo|刻名|激光刻|客製|客制化|專屬',
  gift: 'for my mum|for my mom|for my wife|for my husband|for my dad|for my sister|for my girlfriend|for my boyfriend|as a gift|it is a gift|send as a gift|send it as a gift|gift for|birthday|wedding|anniversary|valentine|mothers day|送给别人|送女友|送男友|送妈妈|送老师|生日礼物|结婚礼物|纪念日|情人节|母亲节|作为礼物|直接寄给朋友|送禮',
  gift_wrap:
    'nice paper|add a card|include a card|with a card|put a card|gift receipt|gift bag|gift packaging|gift option|gift options|nice packaging|hide the price|without price|without the price|no price|no invoice in the box|leave out the invoice|handwritten|personal note|personal message|ribbon|礼品袋|礼物包装|精美包装|包装盒|手写卡|手写|祝福语|附言|不放价格|不要放价格|不放发票|不要价格|不写价格|隐藏价格|小票不要|絲帶|包裝',
  wholesale:
    'i run|we run|for our office|for our team|buy in bulk|bulk order|bulk discount|bulk price|bulk pricing|volume discount|quantity discount|discount for large|large orders|wholesale price|wholesale prices|wholesale account|trade account|trade discount|corporate order|corporate gifts|company order|business order|for resale|stockist|stock your products|sell your products|carry your products|sell in my store|become a dealer|become a distributor|become a reseller|partnership|price list|catalogue|catalog|sample|samples|oem|odm|private label|white label|drop shipping|dropshipping|大宗|大单|企业采购|公司采购|企业团购|量大|量大优惠|量多|批发商|批量价|批发拿货|代理商|加盟|分销商|一件代发|代发|贴牌|样品|打样|寄样|目录|报价单|合作|渠道|零售商|经销商|货源|拿样|起批|批發',
  collaboration:
    'collaborate|collaboration|collab|influencer|affiliate|affiliate program|ambassador|sponsor|sponsorship|blogger|youtuber|review unit|career|careers|hiring|vacancy|work for you|work with you|合作推广|商务合作|网红|博主|达人|推广|联盟|带货|媒体|采访|招聘|应聘|工作机会|职位|赞助',
  care_after:
    'store it|storage|how to store|keep it fresh|refrigerate|fridge|freeze|存放|怎么保存|如何保存|收纳|冷藏|冰箱|冷冻|避光',

  // back -----------------------------------------------------------------------------------------------------------
  return:
    "send this back|give it back|hand it back|to send back|不想要了怎么|return it|return them|return something|return items|return an item|returning|returned|returns|return process|returns process|return procedure|make a return|start a return|request a return|arrange a return|send it in|post it back|mail it back|ship it back|bring it back|don't like it|do not like it|doesn't suit me|not happy with|not satisfied|unhappy with|unwanted|changed my mind about|退换货|退换|退貨|退还|返还|返货|退给你们|寄回给|寄回去|邮回|不喜欢|不满意|不合适|不想要想退|想退货|要退货|可以退|能退|怎么退|退货申请|申请退|退货流程",
  return_period:
    'how long do i have|how long can i|how many days do i have|days to send back|still send it back|still possible to send back|after the deadline|after thirty days|after two weeks|after a month|past the return|returns window|return time limit|cooling off|right of withdrawal|money back guarantee|satisfaction guarantee|trial period|try it|多久可以退|多久能退|多少天可以退|多少天能退|几天能退|几天可以退|几天之内|多久之内|多长时间内|退货时限|退货时效|鉴赏期|犹豫期|冷静期|冷靜期|試用期|试用期|试用|超过期限|超过时间|过了退货期|还可以退|还来得及退|收到后几天|签收几天',
  procedure:
    'how can i send it back|how do i send it back|how do i send back|how do i start|how do i go about|how does the return work|how do returns work|what are the steps|print label|print a label|printer|prepaid label|shipping label|qr code|drop off|dropoff|rma|return number|return authorisation|return authorization|return portal|collection from home|pick up my return|退货单|退货码|退货标签|打印标签|打印机|面单|上门取件|上门揽收|预约取件|寄件码|怎么操作|如何操作|怎么申请|如何申请|在哪里申请|在哪申请|申请售后|哪里退|怎么办理|办理|步驟',
  return_condition:
    'tags on|tags removed|without tags|tag attached|removed the tags|tried on|worn|worn once|used once|opened box|opened it|already opened|unopened|sealed|original packaging|without packaging|without box|threw away the box|lost the box|lost packaging|original box|without receipt|no receipt|lost receipt|unused|unworn|吊牌|剪了吊牌|剪标|拆封|拆了|已拆|拆开|没有包装|没包装|盒子丢了|盒子扔了|原包装|没有盒子|用过了|穿过|穿过一次|试过|下过水|洗过|影响二次销售|小票丢了|没有小票|发票丢了',
  final_sale:
    'sale items|items on sale|discounted items|bought on sale|bought on discount|reduced items|outlet|clearance|no returns|non returnable|not returnable|can not be returned|cannot be returned|excluded from returns|underwear|swimwear|earrings|hygiene|打折商品|折扣商品|优惠商品|促销商品|特价品|清仓品|不能退的|不可退|不退不换|不支持退|内衣|泳衣|耳环|贴身|定制商品能退',
  exchange:
    'exchange it|exchange for|exchange process|make an exchange|swap it|swap for|swap sizes|get a different|get another|change for another|change it for|change size|change sizes|change colour|change color|other size|other colour|other color|larger size|next size|next size up|one size up|one size down|replace it|replacement|replacement item|send a replacement|send me a new|send me another|换大一号|换小一号|换大一码|换小一码|换个码|换个尺码|换尺码|换码|换款|换别的|换其他|换同款|换另一个|换新|换新的|补寄|补发|重发|重新寄|再寄一个|重新发|换货流程|換貨',
  repair:
    'fix it|get it fixed|repairs|repair service|service centre|service center|send in for repair|mend|spare parts|replacement parts|replace battery|replacement strap|refill|refills|cartridge|维修服务|返修|送修|保修维修|修一下|能修|可以修|换电池|替换装|替换芯|滤芯|耗材|补充装|备件|維修',

  // the shop and its customer --------------------------------------------------------------------------------------
  contact:
    'contact you|contact us|contact details|contact information|contact form|how do i reach|how can i reach|how do i contact|how can i contact|how do i get hold|get hold of|speak to a person|speak to a human|talk to a person|talk to a human|call someone|number to call|customer care|help desk|helpline|help line|complain|complaint|file a complaint|no reply|no response|not answering|nobody answers|nobody replied|has not replied|facebook|instagram|messenger|telegram|wechat id|怎么联系|如何联系|联系方式|联系客服|找客服|客服电话|客服微信|客服在吗|在线客服|人工客服|转客服|热线|电话号码|邮箱是|邮件联系|没人回|不回复|没回复|没人理|不理人|投诉渠道|举报|反馈|加微信|客服時間',
  account:
    "log into|logging in|login problem|login issue|login does not work|can't login|cannot log in|can't sign in|cannot sign in|locked out|forgot my password|forgot password|forgotten password|reset password|reset my password|password reset|change password|change my password|change my email|update email|wrong email address|create account|create an account|need an account|have to register|without account|without an account|without registering|as a guest|guest checkout|guest order|delete account|delete my account|close my account|deactivate|order history|previous orders|past orders|verification email|confirm my email|登不上去|登录失败|无法登录|不能登录|忘记密码|忘了密码|找回密码|重置密码|修改密码|换邮箱|改手机号|换手机号|收不到验证码|注册账号|注册会员|需要注册|不注册|要注册吗|游客下单|游客|注销账号|删除账号|历史订单|订单记录|购买记录|绑定|帳號|登入",
  confirmation:
    "confirm my order|was my order placed|did my order go through|did it go through|did the order go through|has my order gone through|order went through|order placed|order received|order number missing|no order number|don't have order number|no confirmation|no confirmation email|never got confirmation|didn't receive confirmation|did not get an email|order is confirmed|receipt email|下单成功|订单成功|是否下单|有没有下单|下单了吗|成功了吗|没收到确认|没收到订单|没有确认|没订单号|没有订单号|确认信|收到我的订单|订单生效|確認信",
  privacy:
    'data privacy|share my data|sell my data|store my data|store my card|save my card|save card|my information|my details|personal details|cookies|delete my information|request my data|个人资料|资料安全|保存我的|存储信息|会不会泄露|卖我的信息|隐私政策|删除我的|信息保护|個資',
  secure:
    'secure payment|secure checkout|secure site|secure website|is it safe|is this safe|is your site safe|is this website safe|real store|real shop|real company|legitimate|genuine shop|fraud|fake shop|fake website|scammer|ssl|trust you|trusted|can i trust|正规吗|正规|是不是骗|会不会骗|可信|可信吗|网站安全|支付安全吗|真实吗|真的吗|假网站|诈骗|詐騙',
  loyalty:
    'reward points|loyalty points|earn points|collect points|use points|redeem points|points expire|points balance|my points|membership level|vip level|refer friends|referral code|referral link|bring a friend|invite a friend|invite friends|积分怎么用|积分兑换|积分过期|积分抵扣|攒积分|会员权益|会员折扣|会员卡|会员积分|升级会员|邀请好友|推荐码|邀请码|拉新|返利|紅利|點數',
  newsletter:
    'stop sending|stop receiving|too many emails|get off your list|take me off|remove my email|opt out|email preferences|promotional emails|promo emails|marketing messages|text messages|sms|短信|广告短信|营销短信|推广邮件|促销邮件|太多邮件|不要发邮件|别给我发|取消邮件|電子報|訂閱',
  subscription:
    'subscribe and save|cancel subscription|cancel my subscription|pause subscription|pause my subscription|skip next|change frequency|every month|monthly delivery|monthly box|autoship|recurring order|renew|订阅制|订阅服务|取消订阅服务|暂停订阅|每月配送|按月|周期购|周期配送|续费|自动扣款|定期配送',
  review:
    'write a review|leave a review|post a review|rate my purchase|testimonial|customer reviews|what do others say|写评价|写评论|怎么评价|追评|买家秀|好评返现|评分|口碑|評論',
  insurance:
    'insurance|insured|insure|shipping protection|package protection|protect my package|parcel insurance|运费险|保险|投保|保价运输|运输险|丢件险|購買保險',
  instead_neutral:
    'neutral packaging|discreet|discreet packaging|discreetly|plain box|plain packaging|neutral box|private packaging|unmarked|保密|保密发货|隐私包装|私密包装|匿名|不写品名|隐私面单|無標示',
}
