/** Style of the comparison page: two columns where there is room, light and dark as the reader's system is. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1c1b22;--soft:#5d5b68;--line:#e2e1e8;--card:#f7f7fa;--mark:#7a2a82;--peer:#8d8b99;--edge:#8d8b99}
@media (prefers-color-scheme:dark){:root{--paper:#15141a;--ink:#ecebf2;--soft:#a3a1b0;--line:#34323d;--card:#1e1d25;--mark:#d58ade;--peer:#6f6d7c;--edge:#6f6d7c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:24px 20px 60px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{font-size:26px;line-height:1.2;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:19px;margin:34px 0 10px}
h3{font-size:16px;margin:0}
p{margin:0 0 10px}
header p,.note,.how,footer{color:var(--soft)}
header p{max-width:75ch}
.note,footer{font-size:13.5px;max-width:85ch}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-bottom:10px}
th,td{padding:6px 12px 6px 0;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{white-space:normal;vertical-align:bottom;font-weight:600;font-size:13px;color:var(--soft)}
tbody th{font-weight:500}
.n{text-align:right;font-variant-numeric:tabular-nums}
td.n{padding-right:18px}
th.n{padding-right:18px}
.bar{width:26%;min-width:120px;padding-right:0}
.bar span{display:block;height:11px;border-radius:3px;background:var(--peer)}
tr.latents th a,.card.latents h3{color:var(--mark);font-weight:650}
tr.latents .bar span{background:var(--mark)}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
tr.gone th,tr.gone td{color:var(--soft)}
tr.gone td{white-space:normal;font-style:italic}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px 12px;margin:0 0 14px;display:grid;grid-template-columns:300px minmax(0,1fr);gap:4px 22px;align-content:start;scroll-margin-top:12px}
.card figure{grid-column:2;grid-row:1/6;margin:0;min-width:0}
.card.playing{border-color:var(--mark);box-shadow:0 0 0 1px var(--mark)}
.figures{display:grid;grid-template-columns:minmax(max-content,1fr) minmax(max-content,1.2fr);gap:0 14px;margin:4px 0;font-variant-numeric:tabular-nums}
.match{display:inline-flex;gap:8px;align-items:center;font-size:14px}
.how{font-size:13px;margin:0 0 6px;overflow-wrap:anywhere}
audio{width:100%;height:38px;align-self:end}
svg{display:block;width:100%;height:56px}
svg path{fill:var(--peer)}
.latents svg path{fill:var(--mark)}
.strip{position:relative;overflow:hidden;border-radius:4px;background:#000004}
.strip img{display:block;width:100%;height:128px;image-rendering:auto}
.strip b{position:absolute;right:0;padding:0 5px 1px;border-top:1px solid #fff6;color:#fff;font:11px/1.3 system-ui,sans-serif;text-shadow:0 0 3px #000,0 0 2px #000}
.head{position:absolute;top:0;bottom:0;left:0;width:1.5px;background:#fff;opacity:0}
.playing .head{opacity:.9}
.language{display:flex;gap:8px;align-items:center}
.axis{display:flex;justify-content:space-between;font-size:12px;color:var(--soft);font-variant-numeric:tabular-nums}
@media (max-width:820px){.card{grid-template-columns:minmax(0,1fr)}.card figure{grid-column:1;grid-row:auto;margin-top:8px}.bar{display:none}}
@media (max-width:600px){body{padding:16px 14px 40px}table{font-size:14px}th,td,td.n,th.n{white-space:normal;padding-right:8px}th:last-child,td:last-child{padding-right:0}.ratio{display:none}td.n{white-space:nowrap}.figures{font-size:14px}}
`;

/** What writes texts with values and numbers in the language of the page, `language`, from `TEXTS`. */
export const LANGUAGE_FUNCTIONS = `
const wordsNow=()=>TEXTS[language].abx;
const fill=(text,values)=>text.replace(/\\{(\\w+)\\}/g,(mark,name)=>values[name]??mark);
const decimal=(value,options)=>value.toLocaleString(language,options);
`;

/**
 * For the page's head: the language is that of `?lang=`, else the one chosen here before, else the first of the browser's
 * that there is. `translate` writes the texts in it.
 */
export const LANGUAGE_HEAD = `${LANGUAGE_FUNCTIONS}
const KEPT_LANGUAGE='latentcast-language';
const languageOf=(tag)=>{const short=String(tag).slice(0,2).toLowerCase();return Object.hasOwn(TEXTS,short)?short:undefined};
const keptLanguage=()=>{try{return localStorage.getItem(KEPT_LANGUAGE)}catch{return null}};
let language=[new URLSearchParams(location.search).get('lang'),keptLanguage(),...navigator.languages].map(languageOf).find(Boolean)??'en';
document.documentElement.lang=language;
function translate(){
  const {texts}=TEXTS[language];
  for(const each of document.querySelectorAll('[data-t]'))each.innerHTML=texts[each.dataset.t];
  for(const name of['aria-label','alt'])for(const each of document.querySelectorAll('[data-t-'+name+']'))each.setAttribute(name,texts[each.getAttribute('data-t-'+name)]);
}
`;

/** The choice of language at the foot of the page; who writes texts of their own listens to `latentcast-language` of the document. */
export const LANGUAGE_SCRIPT = `
translate();
{
  const select=document.querySelector('#language');
  select.value=language;
  select.addEventListener('change',()=>{
    language=document.documentElement.lang=select.value;
    try{localStorage.setItem(KEPT_LANGUAGE,language)}catch{}
    // The address does not tell another language than the one that was chosen.
    const address=new URL(location.href);
    address.searchParams.delete('lang');
    try{history.replaceState(null,'',address)}catch{}
    translate();
    document.dispatchEvent(new Event('latentcast-language'));
  });
}
`;

/** One player at a time, each continuing where the last one was; a line over the spectrogram shows the place. */
export const PAGE_SCRIPT = `
const players=[...document.querySelectorAll('audio')];
let last=null;
const match=document.querySelector('#match');
const volumeOf=(id)=>match.checked?10**(Number(document.getElementById(id).dataset.gain)/20):1;
const setVolumes=()=>{for(const audio of players)audio.volume=volumeOf(audio.closest('.card').id)};
match.addEventListener('change',setVolumes);
setVolumes();
const pauseAll=()=>{for(const audio of players)audio.pause()};
for(const audio of players){
  const card=audio.closest('.card');
  audio.addEventListener('play',()=>{
    if(last&&last!==audio){const at=last.ended?0:last.currentTime;last.pause();if(Math.abs(audio.currentTime-at)>.05)audio.currentTime=Math.min(at,audio.duration||at)}
    last=audio;card.classList.add('playing');tick();
  });
  for(const end of['pause','ended'])audio.addEventListener(end,()=>card.classList.remove('playing'));
  const strip=card.querySelector('.strip');
  strip.addEventListener('click',(e)=>{const box=strip.getBoundingClientRect();audio.currentTime=(e.clientX-box.left)/box.width*(audio.duration||0);if(last!==audio&&last)last.pause();last=audio;audio.play()});
}
function tick(){
  if(!last||last.paused)return;
  const head=last.closest('.card').querySelector('.head');
  head.style.left=100*last.currentTime/(last.duration||1)+'%';
  requestAnimationFrame(tick);
}
addEventListener('keydown',(e)=>{
  if(e.ctrlKey||e.metaKey||e.altKey||e.target.closest('audio,input,select,button,a'))return;
  if(e.key===' '){e.preventDefault();const a=last||players[0];a.paused?a.play():a.pause()}
  const step={k:-1,j:1}[e.key.toLowerCase()];
  const chosen=step?players[Math.min(players.length-1,Math.max(0,(last?players.indexOf(last):-1)+step))]
    :players.find((each)=>each.closest('.card').dataset.key===e.key.toLowerCase());
  if(!chosen)return;
  e.preventDefault();
  chosen.play();
  chosen.closest('.card').scrollIntoView({block:'nearest'});
});
`;
