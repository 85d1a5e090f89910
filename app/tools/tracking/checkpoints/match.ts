/**
 * Carriers' own words, English and Chinese, to the closed model. In: a checkpoint's text. Out: its meaning, or null. Invariants: what fits no rule is
 * null, never a guess; a sentence that denies or foretells delivery is never "delivered".
 */
import type { Meaning } from '../status/model.ts'

interface TextRule {
  pattern: RegExp
  meaning: Meaning
}

const LONGEST_TEXT = 500

/** Alternatives without nested repetition: matching stays linear in the text. The first rule that fits wins, so what undoes a word goes before it. */
function rule(pattern: RegExp, meaning: Meaning): TextRule {
  return { pattern, meaning }
}

const RULES: readonly TextRule[] = [
  // Back to the sender, before "delivered to sender" reads as delivered.
  rule(/(returned|delivered|delivery) to (the )?(sender|shipper|seller)|退件.{0,4}(签收|簽收|妥投)|已退回/, {
    status: 'returned',
    detail: 'returned_to_sender',
  }),
  rule(/return(ing)? to (the )?(sender|shipper|seller|origin)|being returned|return in progress|退回中|退件|退回/, {
    status: 'returned',
    detail: 'returning',
  }),
  rule(
    /(shipment|order|parcel|label|package) (has been |was |is )?(cancelled|canceled|voided)|订单取消|訂單取消|已取消/,
    { status: 'returned', detail: 'cancelled' },
  ),
  // Lost and broken
  rule(/destroyed|disposed of|销毁|銷毀/, { status: 'lost', detail: 'destroyed' }),
  rule(/damaged|破损|破損|损坏|損壞/, { status: 'lost', detail: 'damaged' }),
  rule(/\blost\b|cannot be located|missing (parcel|package|shipment)|丢失|遗失|遺失|丟失/, {
    status: 'lost',
    detail: null,
  }),
  // Customs: what stops it before what it passes
  rule(
    /(duty|duties|tax|taxes|vat|customs (fee|charge)s?).{0,40}(due|unpaid|required|payment|must be paid)|awaiting payment|(待|需).{0,4}(缴|繳).{0,2}(税|稅)/,
    { status: 'held_at_customs', detail: 'payment_due' },
  ),
  rule(/prohibited|not permitted to (enter|import)|import refused|禁止进口|禁止進口|违禁|違禁/, {
    status: 'held_at_customs',
    detail: 'prohibited',
  }),
  rule(
    /(customs|clearance|import).{0,60}(document|information|paperwork|invoice).{0,40}(required|needed|missing|incomplete|requested)|清关资料|清關資料|补充资料|補充資料/,
    { status: 'held_at_customs', detail: 'documents_needed' },
  ),
  rule(/(clearance|customs) delay|delay.{0,20}customs|清关延误|清關延誤/, {
    status: 'delayed',
    detail: 'customs_delay',
  }),
  rule(
    /(held|hold|detained|retained|seized|stopped).{0,30}customs|customs.{0,30}(held|hold|detained|seized|inspection)|海关.{0,4}(扣|查验)|海關.{0,4}(扣|查驗)|扣关|扣關/,
    { status: 'held_at_customs', detail: null },
  ),
  rule(
    /(customs|import|clearance).{0,40}(released|completed?|cleared|finished)|(released|cleared).{0,20}customs|(shipment|import) release\b|清关完成|清關完成|海关放行|海關放行|清关放行|清關放行|放行/,
    { status: 'in_transit', detail: 'customs_released' },
  ),
  rule(/customs|clearance (processing|event|in progress)|presented to customs|清关|清關|海关|海關|报关|報關/, {
    status: 'customs',
    detail: 'customs_started',
  }),
  // Failed attempts, before "delivery" and "delivered"
  rule(/refused|rejected by (the )?(recipient|customer|consignee|addressee)|拒收/, {
    status: 'failed_attempt',
    detail: 'refused',
  }),
  rule(
    /(incorrect|insufficient|incomplete|wrong|bad|invalid|unknown) (delivery )?address|address.{0,25}(incorrect|incomplete|insufficient|not found|unknown|invalid)|地址(错误|不详|有误|錯誤|不詳|有誤)/,
    { status: 'failed_attempt', detail: 'wrong_address' },
  ),
  rule(
    /(recipient|addressee|customer|consignee) (has )?moved|moved away|no longer at (this|the) address|收件人.{0,3}搬/,
    { status: 'failed_attempt', detail: 'recipient_moved' },
  ),
  rule(/business (was )?closed|premises closed|未营业|未營業/, { status: 'failed_attempt', detail: 'business_closed' }),
  rule(/not (been )?(collected|picked up) (in time|by the)|unclaimed|uncollected|逾期未取/, {
    status: 'failed_attempt',
    detail: 'not_collected',
  }),
  rule(
    /nobody (was )?(at )?home|no ?one (was )?(at )?home|not (at )?home|(recipient|addressee|customer|consignee) (was |is )?(not available|unavailable|absent|not at home)|no ?one was in\b|no access|无人(在家|接收|签收)|無人(在家|接收|簽收)|不在家/,
    { status: 'failed_attempt', detail: 'nobody_home' },
  ),
  rule(
    /attempted delivery|deliver(y|ed)? (was )?attempt(ed)?|attempt(ed)? to deliver|tried to deliver|(we|you) (have )?missed (you|(the|our) (delivery|courier))|failed (delivery )?attempt|delivery failed|missed delivery|投递失败|投遞失敗|派送失败|派送失敗|(未|不)成功|未妥投/,
    { status: 'failed_attempt', detail: null },
  ),
  rule(
    /(could not|couldn't|cannot|can't|unable to|not able to) (be )?deliver|undeliverable|delivery exception|not delivered|un-?delivered|无法(投递|派送)|無法(投遞|派送|配送)/,
    { status: 'failed_attempt', detail: 'delivery_failed' },
  ),
  // Delays
  rule(/weather|storm|snow|flood|天气|天氣|台风|颱風/, { status: 'delayed', detail: 'weather' }),
  rule(
    /(delay|late|missed).{0,40}(carrier|mechanical|vehicle|sorting|mis-?sort|flight|operational)|mis-?(sorted|routed|sent)|航班延误|航班延誤|错发|錯發/,
    { status: 'delayed', detail: 'carrier_problem' },
  ),
  rule(/strike|natural disaster|epidemic|force majeure|不可抗力|罢工|罷工/, {
    status: 'delayed',
    detail: 'outside_cause',
  }),
  rule(/delay|running late|\bon hold\b|延误|延誤/, { status: 'delayed', detail: null }),
  // The door, before what has happened at it
  rule(
    /(ready|available|awaiting|held).{0,30}(pick ?-?up|collection|collect)|(待|可|等待).{0,2}(自提|取件|领取|領取)|到达(代收点|自提点)|到達(代收點|自提點)/,
    { status: 'out_for_delivery', detail: 'ready_for_pickup' },
  ),
  rule(
    /(delivery )?appointment|delivery (has been |is )?(scheduled|rescheduled|booked)|预约(派送|投递)|預約(派送|配送)/,
    { status: 'out_for_delivery', detail: 'appointment_set' },
  ),
  rule(
    /out for (physical )?delivery|on (the )?vehicle for delivery|with (the )?(delivery )?(courier|driver)( for delivery)?|loaded (on|onto).{0,20}(delivery|van)|派送中|派件中|配送中|正在(派送|派件|投递|投遞|配送)|安排(投递|派送|投遞)/,
    { status: 'out_for_delivery', detail: null },
  ),
  // What is still to come is no delivery: "to be delivered", "will be delivered", "expected delivery"
  rule(
    /(to|will|should|shall|can) be delivered|(expected|estimated|scheduled).{0,10}deliver(y|ed)|预计.{0,8}(送达|派送)|預計.{0,8}(送達|配送)/,
    { status: 'in_transit', detail: null },
  ),
  rule(
    /delivered to (the )?(local|destination|delivery|next|last.?mile|partner|airline|air ?port|customs|agent|post).{0,20}|(handed|transferred|tendered|delivered|given) (over )?to (the )?(local|last.?mile|delivery|destination|partner).{0,20}|转交.{0,6}(派送|当地|尾程)|(交|付)尾程|轉交.{0,6}(派送|當地|尾程)/,
    { status: 'in_transit', detail: 'handed_to_last_mile' },
  ),
  rule(/neighbou?r|邻居|鄰居/, { status: 'delivered', detail: 'neighbour' }),
  rule(
    /(left|delivered|placed).{0,30}(safe ?place|porch|front door|garage|mail ?box|letter ?box|parcel locker|locker)|(丰巢|豐巢|快递柜|驿站|驛站).{0,4}代收|代收点签收|(放置|放在|投入)(门口|門口|信箱|快递柜|快遞櫃)/,
    { status: 'delivered', detail: 'safe_place' },
  ),
  rule(/(picked up|collected) by (the )?(recipient|customer|consignee|addressee)|(客户|收件人|客戶)已?(自提|取件)/, {
    status: 'delivered',
    detail: 'collected',
  }),
  rule(/signed (for )?by|delivered.{0,30}sign(ed|ature)|proof of delivery|签收|簽收/, {
    status: 'delivered',
    detail: 'signed',
  }),
  rule(
    /\bdelivered\b|delivery (was |has been )?(successful|complete[d]?)|successful(ly)? deliver|妥投|已送达|已送達|投递成功|投遞成功|派送成功/,
    { status: 'delivered', detail: null },
  ),
  // The way
  rule(
    /(arrived|arrival|inbound).{0,30}(destination country|country of destination|destination airport|inward office|import)|(到达|抵达|抵達)目的(国|地|國|港)|航班(抵达|到达|抵達)|飞机进港|飛機進港/,
    { status: 'in_transit', detail: 'arrived_destination' },
  ),
  rule(
    /(departed|left|departure|dispatched|flight).{0,30}(country of origin|origin country|outward office|export|airport)|flight (has )?(departed|taken off)|离开.{0,6}(始发|起运|出口)|(離開).{0,6}(始發|起運|出口)|离港|離港|航班起飞|航班起飛|已出口/,
    { status: 'in_transit', detail: 'departed_origin' },
  ),
  rule(/forwarded to (a |an(other)? )?(different |new )?address|redirected|改派|转寄|轉寄/, {
    status: 'in_transit',
    detail: 'forwarded',
  }),
  rule(
    /picked up|collected from (the )?(sender|shipper|seller)|collection complete|pick-?up (scan|complete)|揽收|攬收|已取件|已揽件|已收取|上门取件/,
    { status: 'handed_over', detail: 'picked_up' },
  ),
  rule(/\b(data|info|information|details) (was |has been )?received/, { status: 'packed', detail: 'label_created' }),
  rule(
    /accepted (at|by)|acceptance|origin scan|in possession of (the )?(item|parcel|package)|received (by|at) (the )?(carrier|post|origin|usps)|item received|posting|收寄|已收件|已收货|已入库|收件/,
    { status: 'handed_over', detail: 'accepted' },
  ),
  rule(
    /depart(ed|ure)|left (the )?.{0,30}(facility|hub|cent(er|re)|depot|station|warehouse)|dispatched|离开|離開|发往|發往|已发出|已發出/,
    { status: 'in_transit', detail: 'departed_facility' },
  ),
  rule(
    /arriv(ed|al)|processed (at|through)|(received|sorted|scanned) at|at (the )?.{0,30}(facility|hub|depot|sort(ing)? cent(er|re))|到达|抵达|到達|抵達/,
    { status: 'in_transit', detail: 'arrived_facility' },
  ),
  rule(
    /(label|shipment|shipping|order|electronic|pre-?shipment|parcel).{0,30}(created|information (received|sent)|info received|data received|notified|printed|registered)|下单|下單|运单(创建|已创建|已打印)|電子資訊|电子信息|预报/,
    { status: 'packed', detail: 'label_created' },
  ),
  rule(
    /in transit|hand(ed)? ?over to (the )?airline|交航空公司|on (its|the) way|en route|transit|运输(中|途中)|運輸(中|途中)|运送(中|途中)|運送(中|途中)|转运|轉運/,
    { status: 'in_transit', detail: null },
  ),
]

/** @param text one checkpoint's text; longer than 500 characters is read to there */
export function matchCheckpoint(text: string): Meaning | null {
  const plain = text.slice(0, LONGEST_TEXT).normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ')
  return RULES.find(({ pattern }) => pattern.test(plain))?.meaning ?? null
}
