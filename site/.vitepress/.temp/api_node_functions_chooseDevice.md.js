import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Function: chooseDevice()","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/functions/chooseDevice.md","filePath":"api/node/functions/chooseDevice.md"}');
const _sfc_main = { name: "api/node/functions/chooseDevice.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">node</a> / chooseDevice</p><h1 id="function-choosedevice" tabindex="-1">Function: chooseDevice() <a class="header-anchor" href="#function-choosedevice" aria-label="Permalink to &quot;Function: chooseDevice()&quot;">​</a></h1><blockquote><p><strong>chooseDevice</strong>(<code>choice</code>, <code>direction</code>): <code>Promise</code>&lt;<a href="./../interfaces/ChosenDevice.html"><code>ChosenDevice</code></a>&gt;</p></blockquote><p>Finds the backend and the device that were asked for.</p><h2 id="parameters" tabindex="-1">Parameters <a class="header-anchor" href="#parameters" aria-label="Permalink to &quot;Parameters&quot;">​</a></h2><h3 id="choice" tabindex="-1">choice <a class="header-anchor" href="#choice" aria-label="Permalink to &quot;choice&quot;">​</a></h3><p><a href="./../interfaces/DeviceChoice.html"><code>DeviceChoice</code></a></p><h3 id="direction" tabindex="-1">direction <a class="header-anchor" href="#direction" aria-label="Permalink to &quot;direction&quot;">​</a></h3><p><code>&quot;output&quot;</code> | <code>&quot;input&quot;</code></p><h2 id="returns" tabindex="-1">Returns <a class="header-anchor" href="#returns" aria-label="Permalink to &quot;Returns&quot;">​</a></h2><p><code>Promise</code>&lt;<a href="./../interfaces/ChosenDevice.html"><code>ChosenDevice</code></a>&gt;</p><h2 id="throws" tabindex="-1">Throws <a class="header-anchor" href="#throws" aria-label="Permalink to &quot;Throws&quot;">​</a></h2><p>CodecError DEVICE</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/functions/chooseDevice.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const chooseDevice = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  chooseDevice as default
};
