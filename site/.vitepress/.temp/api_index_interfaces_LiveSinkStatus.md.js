import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Interface: LiveSinkStatus","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/interfaces/LiveSinkStatus.md","filePath":"api/index/interfaces/LiveSinkStatus.md"}');
const _sfc_main = { name: "api/index/interfaces/LiveSinkStatus.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / LiveSinkStatus</p><h1 id="interface-livesinkstatus" tabindex="-1">Interface: LiveSinkStatus <a class="header-anchor" href="#interface-livesinkstatus" aria-label="Permalink to &quot;Interface: LiveSinkStatus&quot;">​</a></h1><p>State of a device&#39;s output.</p><h2 id="properties" tabindex="-1">Properties <a class="header-anchor" href="#properties" aria-label="Permalink to &quot;Properties&quot;">​</a></h2><h3 id="bufferedms" tabindex="-1">bufferedMs <a class="header-anchor" href="#bufferedms" aria-label="Permalink to &quot;bufferedMs&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>bufferedMs</strong>: <code>number</code></p></blockquote><p>Audio that was written and is not yet played, in ms.</p><hr><h3 id="ismeasured" tabindex="-1">isMeasured <a class="header-anchor" href="#ismeasured" aria-label="Permalink to &quot;isMeasured&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>isMeasured</strong>: <code>boolean</code></p></blockquote><p>Whether <code>bufferedMs</code> follows the device&#39;s clock; otherwise it is estimated by the program&#39;s own.</p><hr><h3 id="underruns" tabindex="-1">underruns <a class="header-anchor" href="#underruns" aria-label="Permalink to &quot;underruns&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>underruns</strong>: <code>number</code></p></blockquote><p>How often the device ran out of audio.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/interfaces/LiveSinkStatus.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const LiveSinkStatus = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  LiveSinkStatus as default
};
