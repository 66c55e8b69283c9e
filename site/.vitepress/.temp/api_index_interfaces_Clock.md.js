import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: Clock","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/Clock.md","filePath":"api/index/interfaces/Clock.md"}');
const _sfc_main = { name: "api/index/interfaces/Clock.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / Clock</p><h1 id="interface-clock" tabindex="-1">Interface: Clock <a class="header-anchor" href="#interface-clock" aria-label="Permalink to &quot;Interface: Clock&quot;">​</a></h1><p>Monotonic time and timers.</p><p>Implemented by <code>node/clock.ts</code>, <code>browser/clock.ts</code> and the tests&#39; fake clock; called by whatever waits or measures time.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="nowms" tabindex="-1">nowMs() <a class="header-anchor" href="#nowms" aria-label="Permalink to &quot;nowMs()&quot;">​</a></h3><blockquote><p><strong>nowMs</strong>(): <code>number</code></p></blockquote><p>Monotonic time in ms from an arbitrary origin; it never decreases.</p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>number</code></p><hr><h3 id="schedule" tabindex="-1">schedule() <a class="header-anchor" href="#schedule" aria-label="Permalink to &quot;schedule()&quot;">​</a></h3><blockquote><p><strong>schedule</strong>(<code>delayMs</code>, <code>fn</code>): () =&gt; <code>void</code></p></blockquote><p>Calls <code>fn</code> once after <code>delayMs</code> (0 or less: as soon as possible); the returned function cancels it.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="delayms" tabindex="-1">delayMs <a class="header-anchor" href="#delayms" aria-label="Permalink to &quot;delayMs&quot;">​</a></h5><p><code>number</code></p><h5 id="fn" tabindex="-1">fn <a class="header-anchor" href="#fn" aria-label="Permalink to &quot;fn&quot;">​</a></h5><p>() =&gt; <code>void</code></p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p>() =&gt; <code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/Clock.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const Clock = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  Clock as default
};
