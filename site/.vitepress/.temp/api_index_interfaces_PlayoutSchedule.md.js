import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: PlayoutSchedule","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/PlayoutSchedule.md","filePath":"api/index/interfaces/PlayoutSchedule.md"}');
const _sfc_main = { name: "api/index/interfaces/PlayoutSchedule.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / PlayoutSchedule</p><h1 id="interface-playoutschedule" tabindex="-1">Interface: PlayoutSchedule <a class="header-anchor" href="#interface-playoutschedule" aria-label="Permalink to &quot;Interface: PlayoutSchedule&quot;">​</a></h1><p>Decides when each frame of a stream is handed out, and when a missing one is reported lost. A listening session brings a schedule by a shared clock; a lone listener uses <a href="./../classes/EagerSchedule.html">EagerSchedule</a>.</p><h2 id="methods" tabindex="-1">Methods <a class="header-anchor" href="#methods" aria-label="Permalink to &quot;Methods&quot;">​</a></h2><h3 id="decide" tabindex="-1">decide() <a class="header-anchor" href="#decide" aria-label="Permalink to &quot;decide()&quot;">​</a></h3><blockquote><p><strong>decide</strong>(<code>queue</code>, <code>nowMs</code>): <a href="./../type-aliases/ScheduleDecision.html"><code>ScheduleDecision</code></a></p></blockquote><p>Asked at every <code>pull</code> of a stream that has begun and has not ended. Must not keep <code>queue</code>. What it throws, and a decision that cannot be carried out, ends the playback with that error.</p><h4 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h4><h5 id="queue" tabindex="-1">queue <a class="header-anchor" href="#queue" aria-label="Permalink to &quot;queue&quot;">​</a></h5><p><a href="./QueueView.html"><code>QueueView</code></a></p><h5 id="nowms" tabindex="-1">nowMs <a class="header-anchor" href="#nowms" aria-label="Permalink to &quot;nowMs&quot;">​</a></h5><p><code>number</code></p><h4 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><a href="./../type-aliases/ScheduleDecision.html"><code>ScheduleDecision</code></a></p><hr><h3 id="restart" tabindex="-1">restart()? <a class="header-anchor" href="#restart" aria-label="Permalink to &quot;restart()?&quot;">​</a></h3><blockquote><p><code>optional</code> <strong>restart</strong>(): <code>void</code></p></blockquote><p>Another stream begins, or this one after its end: what was learnt of its times no longer holds.</p><h4 id="returns-1" tabindex="-1">Returns <a class="header-anchor" href="#returns-1" aria-label="Permalink to &quot;Returns&quot;">​</a></h4><p><code>void</code></p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/PlayoutSchedule.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const PlayoutSchedule = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  PlayoutSchedule as default
};
